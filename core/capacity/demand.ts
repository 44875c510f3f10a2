import type { CapacityFacts, Deadline } from "#core/capacity/facts.ts";
import type { CapacitySettings } from "#core/capacity/settings.ts";
import { type WarmUp, warmUpSlots } from "#core/capacity/warm-up.ts";

/** What asks for slots, in slots. They need not be whole. */
export interface Demand {
  readonly grading: number;
  readonly warmUp: number;
  /** The one that asks for most of `warmUp`. */
  readonly deadline: Deadline | undefined;
  readonly regrading: number;
}

/** However soon a regrade should be done, hosts are not started for a rest that takes less than this. */
const SHORTEST_REGRADE_MS = 10 * 60_000;

export function demandOf(
  facts: CapacityFacts,
  settings: CapacitySettings,
  regradingSinceMs: number | undefined,
): Demand {
  const jobMs = facts.meanJobMs ?? settings.assumedJobMs;
  const { targetWaitMs, warmUpLeadMs } = settings;
  const warmUp: WarmUp = { targetWaitMs, warmUpLeadMs, jobMs };
  const rushes = facts.deadlines.map((deadline) => ({
    deadline,
    slots: warmUpSlots(deadline, facts.nowMs, warmUp),
  }));
  const largest = rushes.toSorted((one, other) => other.slots - one.slots)[0];
  return {
    grading: gradingSlots(facts, settings, jobMs),
    warmUp: rushes.reduce((sum, { slots }) => sum + slots, 0),
    deadline: largest === undefined || largest.slots === 0 ? undefined : largest.deadline,
    regrading: regradingSlots(facts, { settings, jobMs, regradingSinceMs }),
  };
}

/**
 * What is being graded goes on at that rate (Little's law), and what waits should be graded within the target.
 * A message that has waited already is given less, but half of the target at least: one that nobody can grade must
 * not order a fleet. What the hosts that were asked for will have graded in half of the target orders none either:
 * a new host would come too late for it.
 */
function gradingSlots(
  { grading, hosts }: CapacityFacts,
  { targetWaitMs, slotsPerHost }: CapacitySettings,
  jobMs: number,
): number {
  const { inFlight, waiting, oldestAgeMs = 0 } = grading;
  const backlogMs = waiting * jobMs;
  const needed = inFlight + backlogMs / Math.max(targetWaitMs / 2, targetWaitMs - oldestAgeMs);
  const present = hosts * slotsPerHost;
  const comesTooLate = backlogMs <= (present * targetWaitMs) / 2;
  return comesTooLate ? Math.min(needed, Math.max(inFlight, present)) : needed;
}

/** What is left of a regrade is to be done by when it should be; it may fill its slots to the last. */
function regradingSlots(
  { nowMs, regrading }: CapacityFacts,
  context: {
    readonly settings: CapacitySettings;
    readonly jobMs: number;
    readonly regradingSinceMs: number | undefined;
  },
): number {
  const { settings, jobMs, regradingSinceMs = nowMs } = context;
  const leftMs = Math.max(SHORTEST_REGRADE_MS, regradingSinceMs + settings.regradeWithinMs - nowMs);
  return ((regrading.waiting + regrading.inFlight) * jobMs) / leftMs;
}
