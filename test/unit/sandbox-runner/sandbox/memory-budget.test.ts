import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryBudget } from "#runner/sandbox/memory-budget.ts";

const never = new AbortController().signal;

describe("the memory of all sandboxes", () => {
  it("lets in what fits, and makes the rest wait in the order in which it came", async () => {
    const budget = new MemoryBudget(10);
    await budget.reserve(6, 1_000, never);
    const admitted: string[] = [];
    const large = budget.reserve(7, 1_000, never).then(() => admitted.push("large"));
    const small = budget.reserve(2, 1_000, never).then(() => admitted.push("small"));
    expect(budget.tryReserve(1)).toBe(false);
    await Promise.resolve();
    expect(admitted).toEqual([]);
    budget.release(6);
    await Promise.all([large, small]);
    expect(admitted).toEqual(["large", "small"]);
  });

  it("lets one alone in, however large it is", async () => {
    const budget = new MemoryBudget(10);
    await budget.reserve(50, 10, never);
    expect(budget.tryReserve(1)).toBe(false);
  });

  it("never makes who may not wait wait", () => {
    const budget = new MemoryBudget(10);
    budget.reserveBeyond(8);
    budget.reserveBeyond(8);
    expect(budget.tryReserve(1)).toBe(false);
    budget.release(8);
    expect(budget.tryReserve(2)).toBe(true);
  });

  it("sends away who has waited too long, and who was given up, and takes nothing for them", async () => {
    const budget = new MemoryBudget(10);
    await budget.reserve(10, 10, never);
    await expect(budget.reserve(1, 10, never)).rejects.toMatchObject({ code: "sandbox_unavailable" });
    const controller = new AbortController();
    const given = budget.reserve(5, 10_000, controller.signal);
    controller.abort(new Error("the lease is lost"));
    await expect(given).rejects.toThrow("the lease is lost");
    await expect(budget.reserve(5, 10_000, controller.signal)).rejects.toThrow("the lease is lost");
    budget.release(10);
    expect(budget.tryReserve(10)).toBe(true);
  });

  it("lets those behind in when the one at the front gives up", async () => {
    const budget = new MemoryBudget(10);
    await budget.reserve(5, 10, never);
    const controller = new AbortController();
    const front = budget.reserve(9, 10_000, controller.signal);
    const behind = budget.reserve(5, 10_000, never);
    controller.abort(new Error("gone"));
    await expect(front).rejects.toThrow("gone");
    await behind;
  });

  it("never goes over its limit but for one alone, and lets everybody in, in any order", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(fc.nat(20)), async (wanted, pick) => {
        const budget = new MemoryBudget(10);
        const held: number[] = [];
        const done = wanted.map((bytes) => budget.reserve(bytes, 10_000, never).then(() => held.push(bytes)));
        for (let released = 0; released < wanted.length;) {
          await new Promise((resolve) => setImmediate(resolve));
          const total = held.reduce((sum, bytes) => sum + bytes, 0);
          expect(total <= 10 || held.length === 1).toBe(true);
          expect(held.length).toBeGreaterThan(0);
          const [bytes = 0] = held.splice((pick.next().value ?? 0) % held.length, 1);
          budget.release(bytes);
          released += 1;
        }
        await Promise.all(done);
      }),
      { numRuns: 100 },
    );
  });
});
