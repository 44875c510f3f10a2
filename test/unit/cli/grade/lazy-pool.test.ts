import { describe, expect, it } from "vitest";
import { lazyPool } from "#cli/grade/lazy-pool.ts";
import { fakePool } from "#test/support/fake-sandbox.ts";

const needs = { injectedBytes: 0, memoryBytes: 1 };

describe("a pool that is opened when it is needed", () => {
  it("is not opened, nor missed, by who takes no sandbox", async () => {
    await using pool = lazyPool(() => expect.fail("was opened"));

    expect(pool).toBeDefined();
  });

  it("is opened once for several, and closed", async () => {
    const log: string[] = [];
    const open = async () => {
      log.push("open");
      return { ...fakePool(), [Symbol.asyncDispose]: async () => void log.push("close") };
    };
    {
      await using pool = lazyPool(open);
      await Promise.all([pool.take(needs), pool.take(needs)]);
    }

    expect(log).toEqual(["open", "close"]);
  });

  it("tells who takes a sandbox why it could not be opened, and closes nothing", async () => {
    await using pool = lazyPool(() => Promise.reject(new Error("no runsc")));

    await expect(pool.take(needs)).rejects.toThrow("no runsc");
  });
});
