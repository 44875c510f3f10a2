import type { GradeJob } from "#core/job/grade-job.ts";
import type { ReferenceJob } from "#core/job/reference-job.ts";

/** What the grading queues carry. Only a reference has a `kind`. */
export type QueuedJob = GradeJob | ReferenceJob;
