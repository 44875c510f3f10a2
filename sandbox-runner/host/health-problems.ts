import { MAX_GRADING_MS } from "#runner/grade/deadline.ts";
import type { ActivityFacts } from "#runner/host/activity.ts";

/** The longest grading, and what comes before and after it. */
const LONGEST_JOB_MS = MAX_GRADING_MS + 15 * 60_000;
/** A region whose SQS is ill must not cost every host at once. */
const WITHOUT_QUEUE_MS = 10 * 60_000;
const FAILED_BOOTS = 5;

/** Why this host had better be replaced; nothing when it is well. */
export function healthProblems(facts: ActivityFacts): readonly string[] {
  return [
    facts.longestJobMs > LONGEST_JOB_MS && `a job has taken ${minutes(facts.longestJobMs)} min`,
    facts.withoutQueueMs > WITHOUT_QUEUE_MS &&
      `no queue has answered for ${minutes(facts.withoutQueueMs)} min`,
    facts.failedBoots >= FAILED_BOOTS && `the last ${facts.failedBoots} sandboxes could not be had`,
  ].filter((problem) => problem !== false);
}

function minutes(ms: number): number {
  return Math.floor(ms / 60_000);
}
