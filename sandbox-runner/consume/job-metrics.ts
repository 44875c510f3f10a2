import type { AssayError } from "#core/errors.ts";
import type { PhaseTimes } from "#core/grading/result.ts";
import type { Delivery } from "#runner/consume/delivery.ts";
import type { JobFields } from "#runner/consume/process-delivery.ts";
import type { MetricValues } from "#runner/host/embed-metrics.ts";

export interface ClosedJob {
  readonly delivery: Pick<Delivery, "queue" | "receiveCount">;
  readonly fields: JobFields;
  /** Why it has no result yet. */
  readonly error?: AssayError;
  readonly queueWaitMs: number | undefined;
  readonly durationMs: number;
}

/** What one job is measured by. A duplicate found its result made, so its times would be those of another. */
export function jobMetrics({ delivery, fields, error, queueWaitMs, durationMs }: ClosedJob): MetricValues {
  // Of a later delivery the wait would be that of the tries before it.
  const waited = delivery.queue === "grading" && delivery.receiveCount === 1;
  const wait = { queueWait: waited ? queueWaitMs : undefined };
  if (error !== undefined) return error.code === "lease_lost" ? wait : { ...wait, ...counts("retried") };
  if (fields.outcome === "duplicate") return wait;
  return {
    ...wait,
    ...phaseMetrics(fields.phases),
    publishTime: fields.publishMs,
    jobDuration: durationMs,
    uploadBytes: fields.uploadBytes,
    ...counts(fields.outcome),
  };
}

/** Zeros too, so that an average is a share. A check of a release is none of these. */
function counts(outcome: string): MetricValues {
  return {
    jobsGraded: Number(outcome === "graded"),
    jobsRejected: Number(outcome === "rejected"),
    jobsFailed: Number(outcome === "failed"),
    jobsRetried: Number(outcome === "retried"),
  };
}

function phaseMetrics(phases: PhaseTimes | undefined): MetricValues {
  if (phases === undefined) return {};
  const { fetchMs = 0, unpackMs = 0, bundleMs = 0, takeMs, injectMs, setupMs, testsMs } = phases;
  return {
    fetchTime: fetchMs + unpackMs + bundleMs,
    takeTime: takeMs,
    injectTime: injectMs,
    setupTime: setupMs,
    testsTime: testsMs,
  };
}
