import type { CheckJob } from "#core/job/check-job.ts";
import type { JobFields } from "#runner/consume/process-delivery.ts";
import { handleReference, type ReferencePorts } from "#runner/grade/handle-reference.ts";
import { handleRules } from "#runner/grade/handle-rules.ts";

/** Does one check of a release that is not current yet. Rejects when it has to be tried again. */
export async function handleCheck(
  job: CheckJob,
  ports: ReferencePorts,
  signal: AbortSignal,
): Promise<JobFields> {
  return await (job.kind === "reference"
    ? handleReference(job, ports, signal)
    : handleRules(job, ports, signal));
}
