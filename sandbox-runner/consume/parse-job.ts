import * as z from "zod";
import { CheckJob } from "#core/job/check-job.ts";
import { gradeJobOf } from "#core/job/grade-job.ts";
import type { QueuedJob } from "#core/job/queued-job.ts";

export type ParsedJob =
  { readonly ok: true; readonly job: QueuedJob } | { readonly ok: false; readonly reason: string };

/** A job from a message, or why it is none. */
export function parseJob(body: string, submissionsBucket: string): ParsedJob {
  const message = toJson(body);
  if (AnyCheck.safeParse(message).success) {
    const check = CheckJob.safeParse(message);
    return check.success ? { ok: true, job: check.data } : malformed(check.error);
  }
  const job = gradeJobOf(submissionsBucket).safeParse(message);
  return job.success ? { ok: true, job: job.data } : malformed(job.error);
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
