import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { CapacityFacts, Deadline, QueueFacts } from "#core/capacity/facts.ts";
import { type CapacityReason, planCapacity } from "#core/capacity/plan-capacity.ts";
import type { CapacitySettings } from "#core/capacity/settings.ts";
import { readMemory, writeMemory } from "./memory-object.ts";
import { type JobMeasures, measureJobs } from "./measure-jobs.ts";
import { readQueue } from "./read-queue.ts";
import { readService, resizeService } from "./runner-service.ts";
import { retireEmptyHosts } from "./retire-empty-hosts.ts";

export interface CapacityDeps {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ecs: ECSClient;
  readonly cloudWatch: CloudWatchClient;
  readonly autoScaling: AutoScalingClient;
  readonly releasesBucket: string;
  readonly gradingQueueUrl: string;
  readonly regradingQueueUrl: string;
  readonly cluster: string;
  readonly service: string;
  readonly autoScalingGroup: string;
  readonly settings: CapacitySettings;
  readonly readDeadlines: () => Promise<readonly Deadline[]>;
  readonly now: () => Date;
}

/** What one run saw and did: the fields of its canonical event. */
export interface Planning {
  /** `overtaken`: another run planned at the same time, and its plan counts. */
  readonly outcome: "resized" | "unchanged" | "overtaken";
  readonly desired: number;
  readonly previous: number;
  readonly running: number;
  readonly reason: CapacityReason;
  readonly grading: QueueFacts;
  readonly regrading: QueueFacts;
  readonly meanJobMs: number | undefined;
  readonly deadlines: number;
  readonly hostsRetired: number;
}

/** Sees what there is to do, decides for a number of hosts, and has ECS follow. */
export async function planFleet(deps: CapacityDeps): Promise<Planning> {
  const [grading, regrading, service, deadlines, memory] = await Promise.all([
    readQueue(deps.sqs, deps.gradingQueueUrl),
    readQueue(deps.sqs, deps.regradingQueueUrl),
    readService(deps.ecs, deps),
    deps.readDeadlines(),
    readMemory(deps),
  ]);
  const quiet = [grading, regrading].every(({ waiting, inFlight }) => waiting + inFlight === 0);
  // Nobody asks how long jobs take when there are none; a metric that is read costs money.
  const measures: JobMeasures =
    quiet && deadlines.length === 0
      ? { meanJobMs: undefined, oldestAgeMs: undefined }
      : await measureJobs(deps.cloudWatch, { queueUrl: deps.gradingQueueUrl, now: deps.now() });
  const facts: CapacityFacts = {
    nowMs: deps.now().getTime(),
    grading: { ...grading, oldestAgeMs: measures.oldestAgeMs },
    regrading,
    hosts: service.desired,
    meanJobMs: measures.meanJobMs,
    deadlines,
  };
  const plan = planCapacity(facts, deps.settings, memory.value);

  const planning = {
    desired: plan.desired,
    previous: service.desired,
    running: service.running,
    reason: plan.reason,
    grading: facts.grading,
    regrading,
    meanJobMs: measures.meanJobMs,
    deadlines: deadlines.length,
  };
  if (!(await writeMemory(deps, plan.memory, memory))) {
    return { outcome: "overtaken", ...planning, hostsRetired: 0 };
  }
  const resized = plan.desired !== service.desired;
  if (resized) await resizeService(deps.ecs, deps, plan.desired);
  const hostsRetired = await retireEmptyHosts(deps, plan.desired);
  return { outcome: resized ? "resized" : "unchanged", ...planning, hostsRetired };
}
