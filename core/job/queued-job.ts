import type { CheckJob } from "#core/job/check-job.ts";
import type { GradeJob } from "#core/job/grade-job.ts";

/** What the grading queues carry. Only a check of a release has a `kind`. */
export type QueuedJob = GradeJob | CheckJob;
