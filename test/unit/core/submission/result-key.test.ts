import { describe, expect, it } from "vitest";
import { gradingId, partsOfGradingId, ReleaseId, Slug, SubmissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { parseResultKey, studentOfKey } from "#core/submission/result-key.ts";

const ref = {
  course: Slug.parse("prog1"),
  assignment: Slug.parse("hello"),
  student: Slug.parse("ada"),
  submissionId: SubmissionId.parse("0".repeat(32)),
  gradingId: gradingId(ReleaseId.parse("a".repeat(24)), 12),
};
const { submissionId } = ref;

describe("a key of the results bucket", () => {
  it("tells what it says of a submission", () => {
    expect(parseResultKey(ref, resultKeys.status(ref))).toEqual({ kind: "status", submissionId });
    expect(parseResultKey(ref, resultKeys.rejection(ref))).toEqual({ kind: "rejection", submissionId });
    for (const kind of ["result", "queued"] as const) {
      expect(parseResultKey(ref, resultKeys[kind](ref))).toEqual({
        kind,
        submissionId,
        gradingId: ref.gradingId,
      });
    }
  });

  it.each([
    resultKeys.reportHtml(ref),
    resultKeys.attempt(ref, 1),
    resultKeys.inFlight(ref, 1),
    "prog1/hello/ada/notes.txt",
    `prog1/hello/ada/${submissionId}/other.json`,
    `prog1/hello/ada/${submissionId}/${"a".repeat(24)}-0/result.json`,
    `prog1/hello/ada/${submissionId}/rejected/more/result.json`,
  ])("tells nothing: %s", (key) => {
    expect(parseResultKey(ref, key)).toBeUndefined();
  });

  it("belongs to the student whose folder it is in", () => {
    expect(studentOfKey("prog1/hello/", resultKeys.status(ref))).toBe("ada");
    expect(studentOfKey("prog1/hell/", resultKeys.status(ref))).toBeUndefined();
    expect(studentOfKey("prog1/hello/", "prog1/hello/=ada/x")).toBeUndefined();
  });
});

it("a grading's id says its release and which run of it it is", () => {
  expect(partsOfGradingId(ref.gradingId)).toEqual({ releaseId: "a".repeat(24), run: 12 });
});
