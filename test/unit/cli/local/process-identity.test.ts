import { once } from "node:events";
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { identify, runs } from "#cli/local/process-identity.ts";

describe("the identity of a process", () => {
  it("is the same as long as the process runs", () => {
    const first = identify(process.pid);

    expect(first).toBeDefined();
    expect(identify(process.pid)).toEqual(first);
    expect(first !== undefined && runs(first)).toBe(true);
  });

  it("does not fit another process that has the same number", () => {
    const self = identify(process.pid);

    expect(runs({ pid: process.pid, startTicks: (self?.startTicks ?? 0) + 1 })).toBe(false);
  });

  it("is told of a process whose name holds blanks and parentheses", async () => {
    const child = spawn("sleep", ["60"], { argv0: "a ) b (", stdio: "ignore" });
    await once(child, "spawn");
    try {
      expect(identify(child.pid ?? 0)?.startTicks).toBeGreaterThan(0);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("is none for a process that has ended", async () => {
    const child = spawn("true", { stdio: "ignore" });
    await once(child, "exit");

    expect(identify(child.pid ?? 0)).toBeUndefined();
  });
});
