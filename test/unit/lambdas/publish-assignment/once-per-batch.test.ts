import { describe, expect, it, vi } from "vitest";
import { OncePerBatch } from "#lambdas/publish-assignment/once-per-batch.ts";

describe("the messages of one batch", () => {
  it("share the work on one assignment, and its failure", async () => {
    const once = new OncePerBatch();
    const work = vi.fn(() => Promise.reject(new Error("S3 is away")));

    const outcomes = await Promise.allSettled([once.run("cs1/a", work), once.run("cs1/a", work)]);

    expect(work).toHaveBeenCalledTimes(1);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("of different assignments have nothing in common", async () => {
    const once = new OncePerBatch();
    const work = vi.fn(async () => {});

    await Promise.all([once.run("cs1/a", work), once.run("cs1/b", work)]);

    expect(work).toHaveBeenCalledTimes(2);
  });
});
