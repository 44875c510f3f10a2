import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AssayError } from "#core/errors.ts";
import { drainOnSignal } from "#runner/consume/drain.ts";
import { createLifecycle } from "#runner/consume/lifecycle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function drainable() {
  const process = new EventEmitter();
  const lifecycle = createLifecycle(() => {});
  lifecycle.advance("ready");
  return { process, lifecycle, drain: drainOnSignal({ process, lifecycle, graceMs: 1000 }) };
}

it("takes no more at the first signal and lets jobs run until the grace is over", () => {
  const { process, lifecycle, drain } = drainable();

  process.emit("SIGTERM");

  expect(lifecycle.state).toBe("draining");
  expect(drain.begun.aborted).toBe(true);
  expect(drain.over.aborted).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(drain.over.aborted).toBe(true);
  expect(drain.over.reason).toBeInstanceOf(AssayError);
});

it("returns the jobs at once at the second signal", () => {
  const { process, drain } = drainable();

  process.emit("SIGTERM");
  process.emit("SIGINT");

  expect(drain.over.aborted).toBe(true);
});

it("leaves no timer and no listener behind", () => {
  const { process, drain } = drainable();
  process.emit("SIGTERM");

  drain[Symbol.dispose]();

  expect(vi.getTimerCount()).toBe(0);
  expect(process.listenerCount("SIGTERM")).toBe(0);
  expect(process.listenerCount("SIGINT")).toBe(0);
});
