import { describe, expect, it, vi } from "vitest";
import { AssayError } from "#core/errors.ts";
import { grading } from "#test/support/grading.ts";

describe("what is not the student's", () => {
  it.each(["sandbox_lost", "grading_timeout"] as const)("never becomes a zero: %s", async (code) => {
    const { run, pool } = grading({}, { run: () => Promise.reject(new AssayError(code)) });

    await expect(run()).rejects.toMatchObject({ code });
    expect(pool.taken[0]?.calls.at(-1)).toBe("dispose");
  });

  it("never becomes a zero: a test function that throws", async () => {
    const { run } = grading({}, { run: () => Promise.reject(new TypeError("x is undefined")) });

    await expect(run()).rejects.toMatchObject({ code: "test_function_threw", context: { test: "greets" } });
  });

  it("is passed on when no sandbox can be booted", async () => {
    const { run } = grading({}, { take: () => Promise.reject(new AssayError("sandbox_unavailable")) });

    await expect(run()).rejects.toMatchObject({ code: "sandbox_unavailable" });
  });

  it("is passed on when assets do not arrive", async () => {
    const { run, pool } = grading(
      {},
      { inject: () => Promise.reject(new AssayError("asset_injection_failed")) },
    );

    await expect(run()).rejects.toMatchObject({ code: "asset_injection_failed" });
    expect(pool.taken[0]?.calls).toEqual(["inject /app", "dispose"]);
  });
});

describe("cancelling", () => {
  it("kills the sandbox in the middle of a command and rejects with the reason", async () => {
    const started = Promise.withResolvers<void>();
    const { run, pool, cancel } = grading(
      {},
      {
        run: () => {
          started.resolve();
          return new Promise(() => {});
        },
      },
    );
    const running = run();
    await started.promise;

    cancel.abort(new AssayError("lease_lost"));

    await expect(running).rejects.toMatchObject({ code: "lease_lost" });
    expect(pool.taken[0]?.calls).toEqual(["inject /app", "run python3 main.py", "kill", "dispose"]);
  });

  it("takes no sandbox when it comes first", async () => {
    const { run, pool, cancel } = grading({}, {});
    cancel.abort(new AssayError("lease_lost"));

    await expect(run()).rejects.toMatchObject({ code: "lease_lost" });
    expect(pool.taken).toEqual([]);
  });

  it("uses no sandbox that was booted too late", async () => {
    const { run, pool, cancel } = grading({}, { take: () => cancel.abort(new AssayError("lease_lost")) });

    await expect(run()).rejects.toMatchObject({ code: "lease_lost" });
    expect(pool.taken[0]?.calls).toEqual(["dispose"]);
  });

  it("ends a grading in which something of ours hangs", async () => {
    vi.useFakeTimers();
    const { run, pool } = grading({ gradingWallMs: 10_000 }, { inject: () => new Promise(() => {}) });
    const ended = expect(run()).rejects.toMatchObject({ code: "grading_timeout" });

    await vi.advanceTimersByTimeAsync(131_000);

    await ended;
    expect(pool.taken[0]?.calls).toEqual(["inject /app", "kill", "dispose"]);
    vi.useRealTimers();
  });
});
