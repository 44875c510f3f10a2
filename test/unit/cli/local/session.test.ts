import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlatformError } from "#cli/errors.ts";
import { homeAt } from "#cli/local/home.ts";
import { identify } from "#cli/local/process-identity.ts";
import { readSession, type Session, writeSession } from "#cli/local/session.ts";
import { takeDown } from "#cli/local/take-down.ts";
import { lockStack } from "#cli/local/up-lock.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "assay-session-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const session: Session = {
  schema: 1,
  endpoint: "http://127.0.0.1:4566",
  runnerSettings: { injection: "stream", slots: 2 },
};

describe("a session", () => {
  it("is read as it was written, and nothing else stays in the folder", () => {
    const home = homeAt(join(dir, "home"));

    writeSession(home.sessionFile, session);

    expect(readSession(home.sessionFile)).toEqual(session);
    expect(readdirSync(home.dir)).toEqual(["session.json"]);
  });

  it("is absent before anything was started", () => {
    expect(readSession(homeAt(dir).sessionFile)).toBeUndefined();
  });

  it("that cannot be read says what to do", () => {
    const home = homeAt(dir);
    writeFileSync(home.sessionFile, "{");

    expect(() => readSession(home.sessionFile)).toThrow(PlatformError);
    expect(() => readSession(home.sessionFile)).toThrow(/assay down/);
  });

  it("is removed by taking the stack down, readable or not, however often", async () => {
    const home = homeAt(dir);
    writeFileSync(home.sessionFile, "{");

    expect(await takeDown(home)).toEqual({ runner: false, emulator: false, leftovers: 0 });
    expect(await takeDown(home)).toEqual({ runner: false, emulator: false, leftovers: 0 });

    expect(readSession(home.sessionFile)).toBeUndefined();
  });

  it("never makes us kill a process that was given the number of one of ours", async () => {
    const home = homeAt(dir);
    const self = identify(process.pid);
    const recycled = { pid: process.pid, startTicks: (self?.startTicks ?? 1) - 1 };
    writeSession(home.sessionFile, { ...session, emulator: recycled, runner: recycled });

    expect(await takeDown(home)).toEqual({ runner: false, emulator: false, leftovers: 0 });
  });
});

describe("the lock of a stack", () => {
  it("is held by one process at a time", () => {
    const { lockFile } = homeAt(dir);
    {
      using _ = lockStack(lockFile);
      expect(() => lockStack(lockFile)).toThrow(`process ${process.pid}`);
    }
    lockStack(lockFile)[Symbol.dispose]();
  });

  it("counts for nothing when its owner was killed", () => {
    const { lockFile } = homeAt(dir);
    writeFileSync(lockFile, JSON.stringify({ pid: process.pid, startTicks: 1 }));

    using lock = lockStack(lockFile);

    expect(lock).toBeDefined();
  });
});
