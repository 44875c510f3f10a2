import * as fc from "fast-check";
import { expect, it } from "vitest";
import { nextStep, type ProtectionState, protectionTimes } from "#runner/host/protection-step.ts";

const { settleMs, lingerMs, grantedMs, renewBeforeMs, retryMs } = protectionTimes;

interface Job {
  readonly afterMs: number;
  readonly takesMs: number;
}
interface Request {
  readonly at: number;
  readonly protect: boolean;
}
interface Played {
  readonly requests: readonly Request[];
  /** When it ended; nobody works then. */
  readonly endMs: number;
  /** Whether the task was protected then, or at that time of its work. */
  readonly protectedAt: (ms: number) => boolean;
}

/** Jobs of one slot, one after another, and an agent that answers at once, or fails as often as it is told. */
function play(jobs: readonly Job[], fails: (request: number) => boolean): Played {
  const changes: { readonly at: number; readonly busy: boolean }[] = [];
  let now = 0;
  for (const { afterMs, takesMs } of jobs) {
    changes.push({ at: now + afterMs, busy: true }, { at: now + afterMs + takesMs, busy: false });
    now += afterMs + takesMs;
  }
  const endMs = now + grantedMs + lingerMs + retryMs;
  changes.push({ at: endMs, busy: false });
  const requests: Request[] = [];
  const spans: { from: number; until: number }[] = [];
  let state: ProtectionState = { busy: false, since: 0, protectedUntil: -Infinity, notBefore: -Infinity };
  let time = 0;
  for (const { at, busy } of changes) {
    for (let step = nextStep(state, time); step.kind !== "rest"; step = nextStep(state, time)) {
      if (step.kind === "wait") {
        if (time + step.ms >= at) break;
        time += step.ms;
        continue;
      }
      const failed = fails(requests.length);
      requests.push({ at: time, protect: step.protect });
      if (failed) {
        state = { ...state, notBefore: time + retryMs };
        continue;
      }
      const last = spans.at(-1);
      if (last !== undefined) last.until = Math.min(last.until, time);
      if (step.protect) spans.push({ from: time, until: time + grantedMs });
      state = { ...state, protectedUntil: step.protect ? time + grantedMs : -Infinity };
    }
    time = at;
    if (busy !== state.busy) state = { ...state, busy, since: at };
  }
  return { requests, endMs, protectedAt: (ms) => spans.some(({ from, until }) => ms >= from && ms < until) };
}

const anyJobs = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 300_000 })),
    takesMs: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 3_600_000 })),
  }),
  { maxLength: 40 },
);

it("never asks ECS more than three times a minute, whatever the jobs are like and however often it fails", () => {
  fc.assert(
    fc.property(anyJobs, fc.func(fc.boolean()), (jobs, fails) => {
      const { requests } = play(jobs, fails);
      for (const [index, { at }] of requests.entries()) {
        const fourth = requests[index + 3];
        if (fourth !== undefined) expect(fourth.at - at).toBeGreaterThanOrEqual(60_000);
      }
    }),
  );
});

it("protects every job from its second second to its end, and nothing when all has been quiet", () => {
  fc.assert(
    fc.property(anyJobs, (jobs) => {
      const { protectedAt, endMs } = play(jobs, () => false);
      let now = 0;
      for (const { afterMs, takesMs } of jobs) {
        const from = now + afterMs;
        now = from + takesMs;
        if (takesMs <= settleMs) continue;
        for (let at = from + settleMs; at < now; at += renewBeforeMs / 2) expect(protectedAt(at)).toBe(true);
        expect(protectedAt(now - 1)).toBe(true);
      }
      expect(protectedAt(endMs)).toBe(false);
    }),
  );
});

it("asks for nothing when every job is short", () => {
  const jobs = Array.from({ length: 20 }, () => ({ afterMs: 500, takesMs: settleMs - 1 }));

  expect(play(jobs, () => false).requests).toEqual([]);
});

it("makes one request of a rush of jobs, renews it while they last, and gives it back a while after the last", () => {
  const jobs = Array.from({ length: 60 }, () => ({ afterMs: 1_000, takesMs: 9_000 }));

  expect(play(jobs, () => false).requests).toEqual([
    { at: 2_000, protect: true },
    { at: 2_000 + grantedMs - renewBeforeMs, protect: true },
    { at: 2_000 + 2 * (grantedMs - renewBeforeMs), protect: true },
    { at: 2_000 + 3 * (grantedMs - renewBeforeMs), protect: true },
    { at: 600_000 + lingerMs, protect: false },
  ]);
});
