import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventQueue } from "../../../../bench/simulate/event-queue.ts";
import { play, type World } from "../../../../bench/simulate/play.ts";
import { seeded } from "../../../../bench/simulate/random.ts";
import { fixedScaler, type Scaler } from "../../../../bench/simulate/scalers.ts";
import type { Trace, Upload } from "../../../../bench/simulate/traces.ts";

const world: World = {
  slotsPerHost: 2,
  hostStartMs: [60_000, 60_000],
  lingerMs: 0,
  maxInFlight: Number.POSITIVE_INFINITY,
  fairQueue: true,
  countsLateMs: 0,
  keptForGrading: 0,
  seed: 1,
};

describe("a playback", () => {
  it("has what a hand reckons: a host that starts, two slots, and the third job behind the first two", () => {
    const played = play(traceOf([0, 0, 0].map((atMs) => upload({ atMs }))), fixedScaler(1), world);

    expect(played.waitsMs).toEqual([60_000, 60_000, 70_000]);
    expect(played.doneAtMs).toBe(80_000);
    // Thirty minutes after the last job the fleet is let go, at the next full minute.
    expect(played.hostMs).toBe(32 * 60_000);
  });

  it("turns away what is beyond a student's cap, until a job of theirs has ended", () => {
    const uploads = [0, 0, 0, 120_000].map((atMs) => upload({ atMs, student: "one" }));

    const played = play(traceOf(uploads), fixedScaler(1), { ...world, maxInFlight: 2 });

    expect(played).toMatchObject({ graded: 3, turnedAway: 1 });
  });

  it("takes gradings before regrades, and none from a slot that is kept for gradings", () => {
    const uploads = [
      ...[0, 0, 0].map((atMs) => upload({ atMs, queue: "regrading" })),
      upload({ atMs: 1, queue: "grading" }),
    ];
    const counts = ({ queue }: Upload) => queue === "regrading";

    const shared = play({ ...traceOf(uploads), counts }, fixedScaler(1), world);
    const kept = play({ ...traceOf(uploads), counts }, fixedScaler(1), { ...world, keptForGrading: 1 });

    expect(shared.waitsMs).toEqual([60_000, 70_000, 70_000]);
    expect(kept.waitsMs).toEqual([60_000, 70_000, 80_000]);
  });

  it("grades every upload once, with no more at a time than slots run, whatever the scaler does", () => {
    const uploads = fc.array(
      fc.record({ atMs: fc.nat({ max: 600_000 }), jobMs: fc.integer({ min: 1, max: 120_000 }) }),
      { maxLength: 40 },
    );
    const wishes = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(uploads, wishes, (jobs, wishes) => {
        const played = play(traceOf(jobs.map(upload)), restless(wishes), {
          ...world,
          hostStartMs: [60_000, 180_000],
        });

        const workMs = jobs.reduce((sum, { jobMs }) => sum + jobMs, 0);
        expect(played.waitsMs).toHaveLength(jobs.length);
        expect(played.graded).toBe(jobs.length);
        expect(Math.min(Infinity, ...played.waitsMs)).toBeGreaterThanOrEqual(1_000);
        expect(played.hostMs * world.slotsPerHost).toBeGreaterThanOrEqual(workMs);
      }),
    );
  });

  it("is the same again for the same seed, and another for another", () => {
    const trace = traceOf(Array.from({ length: 50 }, (_, index) => upload({ atMs: index * 1_000 })));
    const drawn = { ...world, hostStartMs: [60_000, 180_000] as const };

    const [one, again, other] = [1, 1, 2].map((seed) => play(trace, fixedScaler(2), { ...drawn, seed }));

    expect(again).toEqual(one);
    expect(other?.waitsMs).not.toEqual(one?.waitsMs);
  });
});

describe("events", () => {
  it("happen in the order of time, and of arrival where times are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (times) => {
        const events = eventQueue();
        const happened: (readonly [number, number])[] = [];
        for (const [index, time] of times.entries()) events.at(time, (now) => happened.push([now, index]));

        events.run();

        const wanted = times.map((time, index) => [time, index] as const);
        expect(happened).toEqual(wanted.toSorted((one, other) => one[0] - other[0]));
      }),
    );
  });
});

describe("random numbers", () => {
  it("have the mean that was asked for", () => {
    const random = seeded(1);
    const draws = Array.from({ length: 50_000 }, () => random.lognormal(10, 0.5));

    expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(10, 0);
  });
});

function traceOf(uploads: readonly Upload[]): Trace {
  return { name: "test", about: "", uploads, deadlines: [], counts: () => true };
}

function upload(known: Partial<Upload>): Upload {
  return { atMs: 0, student: "s", queue: "grading", jobMs: 10_000, ...known };
}

/** Another number every minute, and some host in the end, so that all is graded. */
function restless(wishes: readonly number[]): Scaler {
  return {
    name: "restless",
    begin() {
      let minute = 0;
      return () => wishes[minute++] ?? 1;
    },
  };
}
