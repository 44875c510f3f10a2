import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CapacityFacts, Deadline } from "#core/capacity/facts.ts";
import { type CapacityMemory, noMemory } from "#core/capacity/memory.ts";
import { planCapacity } from "#core/capacity/plan-capacity.ts";
import type { CapacitySettings } from "#core/capacity/settings.ts";
import { capacityDefaults } from "#core/limits.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-12-01T12:00:00Z");

const queue = fc.record({
  waiting: fc.nat({ max: 20_000 }),
  inFlight: fc.nat({ max: 500 }),
  oldestAgeMs: fc.option(fc.nat({ max: 3_600_000 }), { nil: undefined }),
});
const deadline = fc.record({
  dueAtMs: fc.integer({ min: NOW - 60 * MINUTE, max: NOW + 60 * MINUTE }),
  seats: fc.integer({ min: 1, max: 20_000 }),
  rushMs: fc.integer({ min: 1_000, max: 24 * 60 * MINUTE }),
});
const facts: fc.Arbitrary<CapacityFacts> = fc.record({
  nowMs: fc.constant(NOW),
  grading: queue,
  regrading: queue,
  hosts: fc.nat({ max: 100 }),
  meanJobMs: fc.option(fc.integer({ min: 1, max: 600_000 }), { nil: undefined }),
  deadlines: fc.array(deadline, { maxLength: 4 }),
});
const settings: fc.Arbitrary<CapacitySettings> = fc
  .record({
    minHosts: fc.nat({ max: 5 }),
    more: fc.integer({ min: 1, max: 100 }),
    slotsPerHost: fc.integer({ min: 1, max: 64 }),
    targetWaitMs: fc.integer({ min: 1_000, max: 600_000 }),
    warmUpLeadMs: fc.nat({ max: 600_000 }),
    scaleInCoolDownMs: fc.nat({ max: 900_000 }),
    idleToZeroMs: fc.nat({ max: 3_600_000 }),
    regradeWithinMs: fc.integer({ min: 60_000, max: 24 * 3_600_000 }),
    assumedJobMs: fc.integer({ min: 1, max: 600_000 }),
  })
  .map(({ more, ...rest }) => ({ ...rest, maxHosts: rest.minHosts + more }));
const memory: fc.Arbitrary<CapacityMemory> = fc
  .record({
    schema: fc.constant(1 as const),
    wanted: fc.array(
      fc.record({ atMs: fc.integer({ min: NOW - 30 * MINUTE, max: NOW }), hosts: fc.nat({ max: 200 }) }),
      { maxLength: 20 },
    ),
    workedAtMs: fc.option(fc.integer({ min: NOW - 60 * MINUTE, max: NOW }), { nil: undefined }),
    regradingSinceMs: fc.option(fc.integer({ min: NOW - 60 * MINUTE, max: NOW }), { nil: undefined }),
  })
  .map(({ workedAtMs, regradingSinceMs, ...rest }) => ({
    ...rest,
    ...(workedAtMs !== undefined && { workedAtMs }),
    ...(regradingSinceMs !== undefined && { regradingSinceMs }),
  }));

describe("the number of hosts", () => {
  it("is whole and stays between the bounds, whatever is seen, set and remembered", () => {
    fc.assert(
      fc.property(facts, settings, memory, (facts, settings, memory) => {
        const { desired } = planCapacity(facts, settings, memory);

        expect(Number.isInteger(desired)).toBe(true);
        expect(desired).toBeGreaterThanOrEqual(settings.minHosts);
        expect(desired).toBeLessThanOrEqual(settings.maxHosts);
      }),
    );
  });

  it("is one at least while there is anything to grade", () => {
    fc.assert(
      fc.property(facts, settings, memory, (facts, settings, memory) => {
        const work = [facts.grading, facts.regrading].reduce((sum, at) => sum + at.waiting + at.inFlight, 0);
        fc.pre(work > 0);

        expect(planCapacity(facts, settings, memory).desired).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it.each(["grading", "regrading"] as const)("does not fall when more of the %s queue waits", (name) => {
    fc.assert(
      fc.property(facts, settings, memory, fc.nat({ max: 5_000 }), (facts, settings, memory, more) => {
        const busier = { ...facts, [name]: { ...facts[name], waiting: facts[name].waiting + more } };

        expect(planCapacity(busier, settings, memory).desired).toBeGreaterThanOrEqual(
          planCapacity(facts, settings, memory).desired,
        );
      }),
    );
  });

  it("does not fall when a deadline expects more students", () => {
    fc.assert(
      fc.property(facts, settings, memory, fc.nat({ max: 5_000 }), (facts, settings, memory, more) => {
        const deadlines = facts.deadlines.map((each) => ({ ...each, seats: each.seats + more }));

        expect(planCapacity({ ...facts, deadlines }, settings, memory).desired).toBeGreaterThanOrEqual(
          planCapacity(facts, settings, memory).desired,
        );
      }),
    );
  });

  it("never goes down and up again under the same load", () => {
    const steady = facts.map((each) => ({ ...each, deadlines: [], regrading: { waiting: 0, inFlight: 0 } }));
    fc.assert(
      fc.property(steady, settings, memory, (facts, settings, memory) => {
        const counts = minutes(60, { facts: () => facts, settings, memory });

        const changes = counts.slice(1).map((count, index) => count - (counts[index] ?? 0));
        const firstFall = changes.findIndex((change) => change < 0);
        const rises = firstFall < 0 ? [] : changes.slice(firstFall).filter((change) => change > 0);
        expect(rises).toEqual([]);
      }),
    );
  });

  it("does not follow a load that goes up and down within the cool-down", () => {
    const settings = { ...capacityDefaults, scaleInCoolDownMs: 3 * MINUTE };
    const busy = (minute: number) => ({ waiting: minute % 2 === 0 ? 90 : 0, inFlight: 10 });

    const counts = minutes(30, {
      facts: (minute) => factsWith({ grading: busy(minute) }),
      settings,
      memory: noMemory,
    });

    expect(new Set(counts.slice(1)).size).toBe(1);
  });

  it("is the minimum when nothing happened for long enough", () => {
    fc.assert(
      fc.property(settings, memory, (settings, memory) => {
        const longEnough = Math.ceil((settings.idleToZeroMs + settings.scaleInCoolDownMs) / MINUTE) + 1;
        const counts = minutes(longEnough + 1, { facts: () => factsWith({}), settings, memory });

        expect(counts.at(-1)).toBe(settings.minHosts);
      }),
    );
  });
});

describe("the reason", () => {
  const settings: CapacitySettings = { ...capacityDefaults, maxHosts: 10 };
  const exam: Deadline = { dueAtMs: NOW + 2 * MINUTE, seats: 100, rushMs: MINUTE };

  it.each([
    { facts: {}, reason: { kind: "idle" }, desired: 0 },
    {
      facts: { grading: { waiting: 12, inFlight: 0 } },
      reason: { kind: "grading", waiting: 12 },
      desired: 1,
    },
    {
      facts: { regrading: { waiting: 3_600, inFlight: 0 } },
      reason: { kind: "regrading", waiting: 3_600 },
      desired: 3,
    },
    { facts: { deadlines: [exam] }, reason: { kind: "deadline", seats: 100 }, desired: 4 },
    {
      facts: { grading: { waiting: 9_000, inFlight: 0 } },
      reason: { kind: "maximum", wanted: 750 },
      desired: 10,
    },
  ])("is $reason.kind for $desired hosts", ({ facts, reason, desired }) => {
    expect(planCapacity(factsWith(facts), settings, noMemory)).toMatchObject({ desired, reason });
  });

  it("is the work of a moment ago while the last host is kept", () => {
    const memory = { ...noMemory, workedAtMs: NOW - 4 * MINUTE };

    expect(planCapacity(factsWith({}), settings, memory)).toMatchObject({
      desired: 1,
      reason: { kind: "kept-warm", idleMs: 4 * MINUTE },
    });
  });

  it("is the cool-down while more hosts were wanted a moment ago", () => {
    const memory = { ...noMemory, wanted: [{ atMs: NOW - MINUTE, hosts: 6 }] };

    expect(planCapacity(factsWith({}), settings, memory)).toMatchObject({
      desired: 6,
      reason: { kind: "cooling-down", wanted: 0 },
    });
  });

  it("is the minimum where an operator wants hosts without work", () => {
    expect(planCapacity(factsWith({}), { ...settings, minHosts: 2 }, noMemory)).toMatchObject({
      desired: 2,
      reason: { kind: "minimum", wanted: 0 },
    });
  });
});

describe("a message that nobody can grade", () => {
  it("orders one host, however old it becomes", () => {
    const grading = { waiting: 1, inFlight: 0, oldestAgeMs: 14 * 24 * 60 * MINUTE };

    expect(planCapacity(factsWith({ grading }), capacityDefaults, noMemory).desired).toBe(1);
  });
});

function factsWith(known: Partial<CapacityFacts>): CapacityFacts {
  const none = { waiting: 0, inFlight: 0 };
  return {
    nowMs: NOW,
    grading: none,
    regrading: none,
    hosts: 0,
    meanJobMs: undefined,
    deadlines: [],
    ...known,
  };
}

/** Minute by minute, each with the hosts and the memory that the one before left. */
function minutes(
  count: number,
  run: {
    readonly facts: (minute: number) => CapacityFacts;
    readonly settings: CapacitySettings;
    readonly memory: CapacityMemory;
  },
): number[] {
  const counts: number[] = [];
  let { memory } = run;
  for (let minute = 0; minute < count; minute++) {
    const facts = run.facts(minute);
    const hosts = counts.at(-1) ?? facts.hosts;
    const plan = planCapacity({ ...facts, hosts, nowMs: NOW + minute * MINUTE }, run.settings, memory);
    memory = plan.memory;
    counts.push(plan.desired);
  }
  return counts;
}
