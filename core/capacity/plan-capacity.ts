import { type Demand, demandOf } from "#core/capacity/demand.ts";
import type { CapacityFacts } from "#core/capacity/facts.ts";
import type { CapacityMemory } from "#core/capacity/memory.ts";
import type { CapacitySettings } from "#core/capacity/settings.ts";

export interface CapacityPlan {
  readonly desired: number;
  readonly reason: CapacityReason;
  /** For the next call. */
  readonly memory: CapacityMemory;
}

/** Why so many hosts, and not fewer. */
export type CapacityReason =
  | { readonly kind: "idle" }
  /** No work, but there was some a moment ago. */
  | { readonly kind: "kept-warm"; readonly idleMs: number }
  | { readonly kind: "grading"; readonly waiting: number; readonly inFlight: number }
  | { readonly kind: "regrading"; readonly waiting: number; readonly inFlight: number }
  | { readonly kind: "deadline"; readonly dueAtMs: number; readonly seats: number }
  /** Fewer would do, but not for long enough. */
  | { readonly kind: "cooling-down"; readonly wanted: number }
  | { readonly kind: "minimum"; readonly wanted: number }
  | { readonly kind: "maximum"; readonly wanted: number };

/** One a minute, for longer than a cool-down should be. */
const MOST_REMEMBERED = 100;

/**
 * How many hosts there should be. Called every minute with what is to be seen then, and with what the last call
 * returned as its memory. Hosts are added at once, and taken away when for a whole cool-down fewer were wanted:
 * so it never goes up and down under the same load.
 */
export function planCapacity(
  facts: CapacityFacts,
  settings: CapacitySettings,
  before: CapacityMemory,
): CapacityPlan {
  const remembered = remember(facts, before);
  const demand = demandOf(facts, settings, remembered.regradingSinceMs);
  const slots = Math.max(demand.grading, demand.warmUp) + demand.regrading;
  const idleMs = facts.nowMs - (remembered.workedAtMs ?? -Infinity);
  // Rounded first: 0.1 + 0.2 slots are not more than 0.3.
  const needed = Math.ceil(Math.round(slots * 1e6) / 1e6 / settings.slotsPerHost);
  const wanted = idleMs < settings.idleToZeroMs ? Math.max(1, needed) : needed;

  const since = facts.nowMs - settings.scaleInCoolDownMs;
  const recent = remembered.wanted.filter(({ atMs }) => atMs > since && atMs <= facts.nowMs);
  const peak = Math.max(wanted, ...recent.map(({ hosts }) => hosts));
  const now = { atMs: facts.nowMs, hosts: Math.min(wanted, settings.maxHosts) };
  const desired = Math.min(Math.max(peak, settings.minHosts), settings.maxHosts);
  return {
    desired,
    reason: explain({ facts, demand, needed, wanted, peak, desired, idleMs }),
    memory: {
      ...remembered,
      wanted: wanted === 0 ? recent : [...recent, now].slice(-MOST_REMEMBERED),
    },
  };
}

function remember(facts: CapacityFacts, before: CapacityMemory): CapacityMemory {
  const { regradingSinceMs, workedAtMs, ...rest } = before;
  const works = outstanding(facts.grading) + outstanding(facts.regrading) > 0;
  const worked = works ? facts.nowMs : workedAtMs;
  const since = outstanding(facts.regrading) > 0 ? (regradingSinceMs ?? facts.nowMs) : undefined;
  return {
    ...rest,
    ...(worked !== undefined && { workedAtMs: worked }),
    ...(since !== undefined && { regradingSinceMs: since }),
  };
}

function outstanding(queue: { readonly waiting: number; readonly inFlight: number }): number {
  return queue.waiting + queue.inFlight;
}

function explain(plan: {
  readonly facts: CapacityFacts;
  readonly demand: Demand;
  readonly needed: number;
  readonly wanted: number;
  readonly peak: number;
  readonly desired: number;
  readonly idleMs: number;
}): CapacityReason {
  const { facts, demand, needed, wanted, peak, desired, idleMs } = plan;
  if (desired < peak) return { kind: "maximum", wanted: peak };
  if (desired > peak) return { kind: "minimum", wanted };
  if (desired > wanted) return { kind: "cooling-down", wanted };
  if (wanted === 0) return { kind: "idle" };
  if (needed === 0) return { kind: "kept-warm", idleMs };
  const { deadline } = demand;
  const most = Math.max(demand.grading, demand.warmUp, demand.regrading);
  if (deadline !== undefined && most === demand.warmUp) {
    return { kind: "deadline", dueAtMs: deadline.dueAtMs, seats: deadline.seats };
  }
  const queue = most === demand.grading ? "grading" : "regrading";
  const { waiting, inFlight } = facts[queue];
  return { kind: queue, waiting, inFlight };
}
