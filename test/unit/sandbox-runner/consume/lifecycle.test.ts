import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createLifecycle, type RunnerState } from "#runner/consume/lifecycle.ts";

const order: readonly RunnerState[] = ["starting", "ready", "draining", "stopped"];

it("moves forward only, whatever it is told", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...order)), (requests) => {
      const seen: RunnerState[] = ["starting"];
      const lifecycle = createLifecycle((state) => seen.push(state));

      for (const request of requests) {
        const isAhead = order.indexOf(request) > order.indexOf(lifecycle.state);
        expect(lifecycle.advance(request)).toBe(isAhead);
      }

      const positions = seen.map((state) => order.indexOf(state));
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
      expect(lifecycle.state).toBe(seen.at(-1));
    }),
  );
});

it("says whether it moved", () => {
  const lifecycle = createLifecycle(() => {});

  expect(lifecycle.advance("draining")).toBe(true);
  expect(lifecycle.advance("ready")).toBe(false);
  expect(lifecycle.advance("draining")).toBe(false);
  expect(lifecycle.advance("stopped")).toBe(true);
});
