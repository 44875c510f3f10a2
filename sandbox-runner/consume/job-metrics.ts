import type { AssayError } from "#core/errors.ts";
import type { PhaseTimes } from "#core/grading/result.ts";
import type { MetricKey } from "#core/telemetry.ts";
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

/** Whose fault an end is, is in its name: a rejection is the student's, a failure the instructor's. */
const countOf: Readonly<Record<string, MetricKey>> = {
  graded: "jobsGraded",
  rejected: "jobsRejected",
  failed: "jobsFailed",
};

/** What one job is measured by. A duplicate found its result made, so its times would be those of another. */
export function jobMetrics({ delivery, fields, error, queueWaitMs, durationMs }: ClosedJob): MetricValues {
  // Of a later delivery the wait would be that of the tries before it.
  const waited = delivery.queue === "grading" && delivery.receiveCount === 1;
  const wait = { queueWait: waited ? queueWaitMs : undefined };
  if (error !== undefined) return { ...wait, jobsRetried: error.code === "lease_lost" ? undefined : 1 };
  if (fields.outcome === "duplicate") return wait;
  const counted = countOf[fields.outcome];
  return {
    ...wait,
    ...phaseMetrics(fields.phases),
    publishTime: fields.publishMs,
    jobDuration: durationMs,
    uploadBytes: fields.uploadBytes,
    ...(counted && { [counted]: 1 }),
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
