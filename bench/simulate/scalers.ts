import type { CapacityFacts } from "#core/capacity/facts.ts";
import { noMemory } from "#core/capacity/memory.ts";
import { planCapacity } from "#core/capacity/plan-capacity.ts";
import type { CapacitySettings } from "#core/capacity/settings.ts";

/** Asked once a minute how many hosts there should be. */
export interface Scaler {
  readonly name: string;
  /** A new one for every trace: it may remember. */
  readonly begin: () => (facts: CapacityFacts) => number;
}

export function assayScaler(settings: CapacitySettings, name = "assay"): Scaler {
  return {
    name,
    begin() {
      let memory = noMemory;
      return (facts) => {
        const plan = planCapacity(facts, settings, memory);
        memory = plan.memory;
        return plan.desired;
      };
    },
  };
}

export function fixedScaler(hosts: number): Scaler {
  return { name: `fixed, ${hosts} hosts`, begin: () => () => hosts };
}

/** Target tracking takes three minutes above its target for a reason to grow, and fifteen below to shrink. */
const BREACHES_TO_GROW = 3;
const BREACHES_TO_SHRINK = 15;

/**
 * Target tracking on the backlog per host, as the Auto Scaling guide builds it: the acceptable backlog of a host is
 * the acceptable wait over the time of a job. The metric is a quotient by running hosts, so one host always runs.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
export function backlogScaler(settings: CapacitySettings): Scaler {
  return {
    name: "backlog per host",
    begin() {
      let [above, below] = [0, 0];
      return ({ grading, regrading, hosts, meanJobMs = settings.assumedJobMs }) => {
        const acceptable = (settings.targetWaitMs / meanJobMs) * settings.slotsPerHost;
        const running = Math.max(1, hosts);
        const backlog = (grading.waiting + regrading.waiting) / running;
        above = backlog > acceptable ? above + 1 : 0;
        below = backlog < 0.9 * acceptable ? below + 1 : 0;
        if (above < BREACHES_TO_GROW && below < BREACHES_TO_SHRINK) return running;
        const wanted = Math.ceil((running * backlog) / acceptable);
        return Math.min(settings.maxHosts, Math.max(1, wanted));
      };
    },
  };
}
