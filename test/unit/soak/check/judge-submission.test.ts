import { expect, it } from "vitest";
import { submissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import type { SubmissionStatus } from "#core/submission/status.ts";
import type { GradedResult } from "#core/grading/result.ts";
import { type Found, judgeSubmission } from "#test/soak/check/judge-submission.ts";
import type { Uploaded } from "#test/soak/feed.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { gradedResult } from "#test/support/results.ts";
import { testResult } from "#test/unit/core/report/results.ts";

const job = gradeJob();
const ref = gradingRef(job);
const key = job.upload.key;
const uploaded: Uploaded = {
  number: 17,
  student: "ada",
  name: "main.py",
  body: "",
  expected: { outcome: "graded", score: 100 },
  key,
  versionId: "v1",
  ref: { ...ref, submissionId: submissionId(key, "v1") },
};

const status: SubmissionStatus = {
  schema: 1,
  submissionId: ref.submissionId,
  gradingId: ref.gradingId,
  state: "graded",
  resultKey: resultKeys.result(ref),
  score: 100,
  updatedAt: "2026-03-01T10:00:02.000Z",
  correlationId: "c-1",
};

function found(overrides: Partial<Found> = {}): Found {
  return {
    status,
    result: gradedResult(),
    writes: new Map([[resultKeys.result(ref), { versions: ["v1"], deletions: 0 }]]),
    ...overrides,
  };
}

function withStderr(text: string): GradedResult {
  return gradedResult({ tests: [testResult({ stderr: { text, truncated: false } })] });
}

it("is content with one result that has the right score and is of the right program", () => {
  expect(judgeSubmission(uploaded, found({ result: withStderr("job 17\n") }))).toEqual({
    kind: "right",
    outcome: "graded",
  });
});

it.each([
  ["no status", found({ status: undefined }), /no status/],
  ["a status that is not final", found({ status: { ...status, state: "running" } }), /running/],
  ["no result", found({ result: undefined }), /no result/],
  ["another score", found({ result: gradedResult({ score: 50 }) }), /a score of 50, and 100 by its status/],
  ["another student's output", found({ result: withStderr("job 18\n") }), /another program ran: job 18/],
])("calls a submission with %s lost", (_, each, detail) => {
  expect(judgeSubmission(uploaded, each)).toEqual({ kind: "lost", detail: expect.stringMatching(detail) });
});

it("calls a result that was written twice double", () => {
  const writes = new Map([[resultKeys.result(ref), { versions: ["v2", "v1"], deletions: 0 }]]);
  expect(judgeSubmission(uploaded, found({ writes }))).toMatchObject({ kind: "double" });
});

it("calls two results of one submission double", () => {
  const once = { versions: ["v1"], deletions: 0 };
  const writes = new Map([
    [resultKeys.result(ref), once],
    [resultKeys.rejection(ref), once],
  ]);
  expect(judgeSubmission(uploaded, found({ writes }))).toMatchObject({ kind: "double" });
});
