import * as z from "zod";
import { GradeJob } from "#core/job/grade-job.ts";

export type ParsedJob =
  { readonly ok: true; readonly job: GradeJob } | { readonly ok: false; readonly reason: string };

/**
 * A job from a message, or why it is none. The bucket is checked, because the runner may read
 * more than one: a forged message must not make it grade, and show, an object of another.
 */
export function parseJob(body: string, submissionsBucket: string): ParsedJob {
  const parsed = GradeJob.safeParse(toJson(body));
  if (!parsed.success) return { ok: false, reason: z.prettifyError(parsed.error).slice(0, 500) };
  const { bucket } = parsed.data.upload;
  if (bucket !== submissionsBucket) {
    return {
      ok: false,
      reason: `upload.bucket is '${bucket.slice(0, 63)}', but submissions are in '${submissionsBucket}'`,
    };
  }
  return { ok: true, job: parsed.data };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
