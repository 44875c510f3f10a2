import * as z from "zod";
import { CheckJob } from "#core/job/check-job.ts";
import { GradeJob } from "#core/job/grade-job.ts";
import type { QueuedJob } from "#core/job/queued-job.ts";

export type ParsedJob =
  { readonly ok: true; readonly job: QueuedJob } | { readonly ok: false; readonly reason: string };

/**
 * A job from a message, or why it is none. The bucket is checked, because the runner may read
 * more than one: a forged message must not make it grade, and show, an object of another.
 */
export function parseJob(body: string, submissionsBucket: string): ParsedJob {
  const message = toJson(body);
  if (AnyCheck.safeParse(message).success) {
    const check = CheckJob.safeParse(message);
    return check.success ? { ok: true, job: check.data } : malformed(check.error);
  }
  const parsed = GradeJob.safeParse(message);
  if (!parsed.success) return malformed(parsed.error);
  const { bucket } = parsed.data.upload;
  if (bucket !== submissionsBucket) {
    return {
      ok: false,
      reason: `upload.bucket is '${bucket.slice(0, 63)}', but submissions are in '${submissionsBucket}'`,
    };
  }
  return { ok: true, job: parsed.data };
}

const AnyCheck = z.object({ kind: z.string() });

function malformed(error: z.ZodError): ParsedJob {
  return { ok: false, reason: z.prettifyError(error).slice(0, 500) };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
