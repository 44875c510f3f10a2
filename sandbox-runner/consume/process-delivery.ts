import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Logger } from "pino";
import { type AssayError, toAssayError } from "#core/errors.ts";
import type { PhaseTimes } from "#core/grading/result.ts";
import type { QueuedJob } from "#core/job/queued-job.ts";
import { queueLimits } from "#core/limits.ts";
import { eventNames } from "#core/telemetry.ts";
import { redeliverySeconds } from "#runner/consume/backoff.ts";
import { acknowledge, changeVisibility, type Delivery } from "#runner/consume/delivery.ts";
import { jobMetrics } from "#runner/consume/job-metrics.ts";
import { holdLease } from "#runner/consume/lease.ts";
import { parseJob } from "#runner/consume/parse-job.ts";
import { embedMetrics } from "#runner/host/embed-metrics.ts";

export interface DeliveryPorts {
  readonly sqs: SQSClient;
  readonly submissionsBucket: string;
  readonly visibilityTimeoutMs: number;
  /** Resolves when the job has its result; rejects when it must be tried again, which no queue does after the last try. */
  readonly handle: (
    job: QueuedJob,
    log: Logger,
    signal: AbortSignal,
    isLastTry: boolean,
  ) => Promise<JobFields>;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Of the wall: what SQS counts by. */
  readonly now: () => Date;
  readonly log: Logger;
}

/** What a finished job adds to its closing event, and what of it is measured. */
export type JobFields = {
  readonly outcome: string;
  readonly phases?: PhaseTimes | undefined;
  readonly publishMs?: number;
  readonly uploadBytes?: number;
} & Readonly<Record<string, unknown>>;

/**
 * What became of the message:
 * - acknowledged: the job has its result and the message is deleted.
 * - retry, other-host: a platform fault; the message is visible again after a backoff.
 * - returned: the runner is draining; the message is visible again at once.
 * - lease-lost: the message is another host's; it is neither deleted nor touched.
 * - malformed: no job; it is left to be delivered until the queue moves it to its dead-letter queue,
 *   where close-failed-job records it. Deleting it here would lose it without a trace.
 */
export type Settlement = "acknowledged" | "retry" | "other-host" | "returned" | "lease-lost" | "malformed";

const MALFORMED_RETRY_SECONDS = 1;

/** Works on one delivery and settles it with its queue. Never rejects. */
export async function processDelivery(
  delivery: Delivery,
  ports: DeliveryPorts,
  drained: AbortSignal,
): Promise<Settlement> {
  const parsed = parseJob(delivery.body, ports.submissionsBucket);
  const log = ports.log.child(idsOf(delivery, parsed.ok ? parsed.job : undefined));
  if (!parsed.ok) {
    log.error({ event: eventNames.jobClosed, outcome: "malformed", reason: parsed.reason }, "job closed");
    await settle("malformed", { delivery, ports, log });
    return "malformed";
  }

  const startedAt = ports.clock();
  const queueWaitMs = waited(delivery, ports.now());
  const work = await workUnderLease({ job: parsed.job, delivery, ports, log, drained });
  await settle(work.settlement, { delivery, ports, log });
  const durationMs = Math.round(ports.clock() - startedAt);
  log[work.error === undefined ? "info" : "warn"](
    {
      event: eventNames.jobClosed,
      ...work.fields,
      settlement: work.settlement,
      queueWaitMs,
      durationMs,
      ...(work.error && { errorCode: work.error.code, blame: work.error.blame, err: work.error }),
      ...embedMetrics(jobMetrics({ delivery, ...work, queueWaitMs, durationMs }), ports.now()),
    },
    "job closed",
  );
  return work.settlement;
}

/** The clock of SQS may be ahead of ours. */
function waited({ sentAtMs }: Delivery, now: Date): number | undefined {
  return sentAtMs === undefined ? undefined : Math.max(0, now.getTime() - sentAtMs);
}

interface Work {
  readonly settlement: Settlement;
  readonly fields: JobFields;
  readonly error?: AssayError;
}

/** When it resolves, the heartbeat has ended: nothing extends a message that is settled. */
async function workUnderLease(input: {
  readonly job: QueuedJob;
  readonly delivery: Delivery;
  readonly ports: DeliveryPorts;
  readonly log: Logger;
  readonly drained: AbortSignal;
}): Promise<Work> {
  const { job, delivery, ports, log, drained } = input;
  await using lease = holdLease({
    sqs: ports.sqs,
    delivery,
    visibilityTimeoutMs: ports.visibilityTimeoutMs,
    clock: ports.clock,
  });
  try {
    const isLastTry = delivery.receiveCount >= queueLimits.maxReceiveCount;
    const fields = await ports.handle(job, log, AbortSignal.any([lease.signal, drained]), isLastTry);
    return { settlement: lease.signal.aborted ? "lease-lost" : "acknowledged", fields };
  } catch (thrown) {
    const error = toAssayError(thrown);
    const settlement = settlementOf(error, lease.signal, drained);
    return { settlement, fields: { outcome: settlement }, error };
  }
}

function settlementOf(error: AssayError, lease: AbortSignal, drained: AbortSignal): Settlement {
  if (lease.aborted) return "lease-lost";
  if (drained.aborted) return "returned";
  return error.retry === "other-host" ? "other-host" : "retry";
}

async function settle(
  settlement: Settlement,
  context: { readonly delivery: Delivery; readonly ports: DeliveryPorts; readonly log: Logger },
): Promise<void> {
  const { delivery, ports, log } = context;
  try {
    switch (settlement) {
      case "acknowledged":
        return await acknowledge(ports.sqs, delivery);
      case "retry":
      case "other-host":
        return await changeVisibility(ports.sqs, delivery, redeliverySeconds(delivery.receiveCount));
      case "returned":
        return await changeVisibility(ports.sqs, delivery, 0);
      case "malformed":
        return await changeVisibility(ports.sqs, delivery, MALFORMED_RETRY_SECONDS);
      case "lease-lost":
        return;
    }
  } catch (error) {
    // Its visibility timeout brings it back; a job that has its result is then only acknowledged.
    log.warn({ err: error, settlement }, "the message could not be settled");
  }
}

function idsOf(delivery: Delivery, job: QueuedJob | undefined) {
  return {
    messageId: delivery.messageId,
    queue: delivery.queue,
    receiveCount: delivery.receiveCount,
    ...(job && {
      correlationId: job.correlationId,
      ...("kind" in job
        ? { checkId: job.checkId, index: job.index }
        : { submissionId: job.submissionId, gradingId: job.gradingId }),
      course: job.course,
      assignment: job.assignment,
    }),
  };
}
