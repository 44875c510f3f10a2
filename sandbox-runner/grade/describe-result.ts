import type { Release } from "#core/assignment/release.ts";
import type { AssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import type { GradingResult, PhaseTimes } from "#core/grading/result.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import type { GradingRun } from "#runner/grade/grading.ts";

export interface ResultFrame {
  readonly job: GradeJob;
  /** Absent when it ended before the release was read. */
  readonly release: Release | undefined;
  readonly finishedAt: Date;
  /** Of the whole job. */
  readonly phases: PhaseTimes;
}

/** The result of a grading that ran to its end, with a score or with what the student has to correct. */
export function describeRun(run: GradingRun, frame: ResultFrame): GradingResult {
  const phases = { ...run.phases, ...frame.phases };
  return { ...identity(frame), ...run, phases, setup: [...run.setup] };
}

/** The terminal result of an error that trying again cannot help: an upload to correct, or an assignment. */
export function describeError(error: AssayError, frame: ResultFrame): GradingResult {
  const outcome = error.blame === "student" ? "rejected" : "failed";
  return { ...identity(frame), outcome, error: explainError(error, frame.job.locale), setup: [] };
}

function identity({ job, release, finishedAt, phases }: ResultFrame) {
  return {
    schema: 1 as const,
    course: job.course,
    assignment: job.assignment,
    student: job.student,
    submissionId: job.submissionId,
    gradingId: job.gradingId,
    releaseId: job.releaseId,
    definitionHash: release?.definitionHash,
    correlationId: job.correlationId,
    locale: job.locale,
    submittedAt: job.submittedAt,
    finishedAt: finishedAt.toISOString(),
    dueAt: release?.definition.schedule.dueAt,
    feedback: release?.definition.feedback,
    phases,
  };
}
