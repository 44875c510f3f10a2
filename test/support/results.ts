import type { GradedResult } from "#core/grading/result.ts";
import { Sha256 } from "#core/submission/ids.ts";
import { gradeJob } from "#test/support/jobs.ts";

/** A graded result of `gradeJob()`. */
export function gradedResult(overrides: Partial<GradedResult> = {}): GradedResult {
  const { course, assignment, student, submissionId, gradingId, releaseId, correlationId } = gradeJob();
  return {
    schema: 1,
    course,
    assignment,
    student,
    submissionId,
    gradingId,
    releaseId,
    definitionHash: Sha256.parse("d".repeat(64)),
    correlationId,
    locale: "en",
    language: "python",
    submittedAt: "2026-03-01T10:00:00.000Z",
    finishedAt: "2026-03-01T10:00:02.000Z",
    setup: [],
    outcome: "graded",
    score: 100,
    categories: { base: { score: 100, weight: 100 } },
    tests: [],
    ...overrides,
  };
}
