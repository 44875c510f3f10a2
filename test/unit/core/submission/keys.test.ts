import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradingId, releaseId, Sha256, sha256Hex, Slug, submissionId } from "#core/submission/ids.ts";
import {
  assignmentKeys,
  DEFINITION_NAMES,
  parseAssignmentKey,
  parseUploadKey,
  releaseKeys,
  resultKeys,
  SHARED_FOLDER,
  submissionKeys,
} from "#core/submission/keys.ts";

const slug = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/).map((text) => Slug.parse(text));
const assignmentSlug = slug.filter((text) => text !== SHARED_FOLDER);
const ref = fc.record({ course: slug, assignment: assignmentSlug });
const studentRef = fc.record({ course: slug, assignment: assignmentSlug, student: slug });
const fileName = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .filter((text) => !text.includes("/"));
const source = fc.array(fileName, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

describe("keys of uploads", () => {
  it("are read back as what they were made of, whatever the file is called", () => {
    fc.assert(
      fc.property(studentRef, fileName, (student, name) => {
        expect(parseUploadKey(submissionKeys.upload(student, name))).toEqual({
          ok: true,
          ref: { ...student, name },
        });
      }),
    );
  });

  it.each([
    ["", "<course>/<assignment>/<student>/<name>"],
    ["algo/sorting/ana", "<course>/<assignment>/<student>/<name>"],
    ["algo/sorting/ana/src/main.py", "<course>/<assignment>/<student>/<name>"],
    ["algo/sorting//main.py", "student"],
    ["algo/../ana/main.py", "assignment"],
    ["-algo/sorting/ana/main.py", "course"],
    ["algo/shared/ana/main.py", "shared"],
    ["algo/sorting/ana/", "name"],
    ["algo/sorting/a b/main.py", "student"],
    [`algo/sorting/${"a".repeat(65)}/main.py`, "student"],
  ])("are refused with a reason: '%s'", (key, reason) => {
    expect(parseUploadKey(key)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  it("never give parts that could leave their place in a path, a key or a URL", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (key) => {
        const parsed = parseUploadKey(key);
        if (!parsed.ok) return;
        const { course, assignment, student } = parsed.ref;
        for (const part of [course, assignment, student]) expect(part).toMatch(/^[A-Za-z0-9][\w.@-]*$/);
      }),
    );
  });
});

describe("keys of assignments", () => {
  it("tell a definition, an asset and a shared asset from each other", () => {
    fc.assert(
      fc.property(ref, source, fc.constantFrom(...DEFINITION_NAMES), (assignment, path, name) => {
        const { course } = assignment;

        expect(parseAssignmentKey(assignmentKeys.definition(assignment, name))).toEqual({
          kind: "definition",
          ref: assignment,
        });
        expect(parseAssignmentKey(assignmentKeys.asset(assignment, path))).toEqual({
          kind: "asset",
          ref: assignment,
        });
        expect(parseAssignmentKey(assignmentKeys.sharedAsset(assignment, path))).toEqual({
          kind: "shared-asset",
          course,
        });
      }),
    );
  });

  it.each([
    "algo",
    "algo/sorting",
    "algo/sorting/",
    "algo/sorting/notes.txt",
    "algo/sorting/assets",
    "algo/sorting/assets/",
    "algo/sorting/assets/data/",
    "algo/sorting/old/assignment.yaml",
    "algo/shared/",
    "/algo/sorting/assignment.yaml",
    "algo/so rting/assignment.yaml",
  ])("pass over '%s'", (key) => {
    expect(parseAssignmentKey(key)).toEqual({ kind: "other" });
  });
});

describe("keys of results and releases", () => {
  it("are different for different things, and lie below their student or assignment", () => {
    const run = fc.integer({ min: 1, max: 999_999_999 });
    const version = fc.string({ minLength: 1, maxLength: 40 });

    fc.assert(
      fc.property(studentRef, version, run, (student, versionId, number) => {
        const release = releaseId(Sha256.parse(sha256Hex(versionId)), null);
        const submission = { ...student, submissionId: submissionId("key", versionId) };
        const grading = { ...submission, gradingId: gradingId(release, number) };
        const below = [
          resultKeys.attempt(student, number),
          resultKeys.status(submission),
          resultKeys.rejection(submission),
          resultKeys.result(grading),
          resultKeys.reportMarkdown(grading),
          resultKeys.reportHtml(grading),
        ];

        expect(new Set(below).size).toBe(below.length);
        for (const key of below) expect(key.startsWith(resultKeys.student(student))).toBe(true);
        expect(releaseKeys.release(student, release)).toBe(
          `${student.course}/${student.assignment}/${release}.json`,
        );
      }),
    );
  });

  it("list attempts in their order", () => {
    const student = {
      course: Slug.parse("algo"),
      assignment: Slug.parse("sorting"),
      student: Slug.parse("ana"),
    };

    const keys = [1, 2, 9, 10, 99, 100, 1_000].map((number) => resultKeys.attempt(student, number));

    expect(keys.toSorted()).toEqual(keys);
  });
});
