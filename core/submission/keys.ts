import * as z from "zod";
import {
  type CheckId,
  type GradingId,
  type ReleaseId,
  type Sha256,
  Slug,
  type SubmissionId,
} from "#core/submission/ids.ts";

/** The assignment of a course: what every key begins with. */
export interface AssignmentRef {
  readonly course: Slug;
  readonly assignment: Slug;
}

export interface SubmissionRef extends AssignmentRef {
  readonly student: Slug;
  readonly submissionId: SubmissionId;
}

export interface GradingRef extends SubmissionRef {
  readonly gradingId: GradingId;
}

/** Below a course, `shared/` holds assets of all its assignments; no assignment may have that name. */
export const SHARED_FOLDER = "shared";

/** The file names an assignment may have, in the bucket and on a disk. */
export const DEFINITION_NAMES = ["assignment.yaml", "assignment.yml", "assignment.json"] as const;

/** Keys of the assignments bucket, written by instructors. */
export const assignmentKeys = {
  folder: (ref: AssignmentRef) => `${ref.course}/${ref.assignment}/`,
  definition: (ref: AssignmentRef, name: (typeof DEFINITION_NAMES)[number]) =>
    `${ref.course}/${ref.assignment}/${name}`,
  asset: (ref: AssignmentRef, source: string) => `${ref.course}/${ref.assignment}/assets/${source}`,
  reference: (ref: AssignmentRef, path: string) => `${ref.course}/${ref.assignment}/references/${path}`,
  sharedAsset: (ref: AssignmentRef, source: string) => `${ref.course}/${SHARED_FOLDER}/${source}`,
} as const;

/** Keys of the releases bucket, written by publish-assignment. */
export const releaseKeys = {
  bundle: (digest: Sha256) => `bundles/sha256/${digest}.tar.zst`,
  release: (ref: AssignmentRef, id: ReleaseId) => `${ref.course}/${ref.assignment}/${id}.json`,
  current: (ref: AssignmentRef) => `${ref.course}/${ref.assignment}/current.json`,
  validation: (ref: AssignmentRef) => `${ref.course}/${ref.assignment}/validation.json`,
  /** A copy of a reference submission, where runners may read it. */
  referenceUpload: (
    ref: AssignmentRef,
    { checkId, index, name }: { readonly checkId: CheckId; readonly index: number; readonly name: string },
  ) => `${ref.course}/${ref.assignment}/references/${checkId}/${index}/${name}`,
  checkVerdict: (ref: AssignmentRef, checkId: CheckId, index: number) =>
    `${ref.course}/${ref.assignment}/references/${checkId}/${index}.json`,
  /** That a check is under way: claimed with a conditional write, so that two publications send it once. */
  checkClaim: (ref: AssignmentRef, checkId: CheckId, index: number) =>
    `${ref.course}/${ref.assignment}/references/${checkId}/claims/${index}.json`,
} as const;

/** Keys of the submissions bucket, written by students. */
export const submissionKeys = {
  assignment: (ref: AssignmentRef) => `${ref.course}/${ref.assignment}/`,
  upload: (ref: AssignmentRef & { readonly student: Slug }, name: string) =>
    `${ref.course}/${ref.assignment}/${ref.student}/${name}`,
} as const;

/** Keys of the results bucket, written by accept-submission, the runner and close-failed-job. */
export const resultKeys = {
  assignment: (ref: AssignmentRef) => `${ref.course}/${ref.assignment}/`,
  student: (ref: AssignmentRef & { readonly student: Slug }) =>
    `${ref.course}/${ref.assignment}/${ref.student}/`,
  /** Claimed with a conditional write, so that two uploads at once cannot both take the last attempt. */
  attempt: (ref: AssignmentRef & { readonly student: Slug }, number: number) =>
    `${ref.course}/${ref.assignment}/${ref.student}/attempts/${String(number).padStart(4, "0")}.json`,
  /** Claimed in the same way; taken over when its holder is at its end. */
  inFlight: (ref: AssignmentRef & { readonly student: Slug }, number: number) =>
    `${ref.course}/${ref.assignment}/${ref.student}/in-flight/${String(number).padStart(4, "0")}.json`,
  status: (ref: SubmissionRef) => `${submissionFolder(ref)}/status.json`,
  /** A rejection at the door happens before there is a grading to name. */
  rejection: (ref: SubmissionRef) => `${submissionFolder(ref)}/rejected/result.json`,
  /** That a regrade was sent, so that it is not sent twice while it waits; written by who asked for it. */
  queued: (ref: GradingRef) => `${gradingFolder(ref)}/queued.json`,
  result: (ref: GradingRef) => `${gradingFolder(ref)}/result.json`,
  reportMarkdown: (ref: GradingRef) => `${gradingFolder(ref)}/report.md`,
  reportHtml: (ref: GradingRef) => `${gradingFolder(ref)}/report.html`,
  /** For an upload whose key names no course, assignment and student: nothing is dropped without a trace. */
  unroutable: (id: SubmissionId) => `_unroutable/${id}/result.json`,
} as const;

function submissionFolder(ref: SubmissionRef): string {
  return `${ref.course}/${ref.assignment}/${ref.student}/${ref.submissionId}`;
}

function gradingFolder(ref: GradingRef): string {
  return `${submissionFolder(ref)}/${ref.gradingId}`;
}

export interface ParsedUploadKey extends AssignmentRef {
  readonly student: Slug;
  readonly name: string;
}

/** `<course>/<assignment>/<student>/<name>`, or why the key is not one. */
export function parseUploadKey(
  key: string,
): { readonly ok: true; readonly ref: ParsedUploadKey } | { readonly ok: false; readonly reason: string } {
  const [course, assignment, student, name, ...rest] = key.split("/");
  if (name === undefined || rest.length > 0) {
    return { ok: false, reason: "the key must be <course>/<assignment>/<student>/<name>" };
  }
  const slugs = z.object({ course: Slug, assignment: Slug, student: Slug }).safeParse({
    course,
    assignment,
    student,
  });
  if (!slugs.success) {
    const issue = slugs.error.issues[0];
    return { ok: false, reason: `${String(issue?.path[0])}: ${issue?.message}` };
  }
  if (slugs.data.assignment === SHARED_FOLDER) {
    return { ok: false, reason: `assignment: '${SHARED_FOLDER}' is the folder of shared assets` };
  }
  if (name === "") return { ok: false, reason: "the name after the student is empty" };
  return { ok: true, ref: { ...slugs.data, name } };
}

/** What an object of the assignments bucket belongs to: one assignment, or all of a course. */
export type AssignmentObject =
  | { readonly kind: "definition" | "asset" | "reference"; readonly ref: AssignmentRef }
  | { readonly kind: "shared-asset"; readonly course: Slug }
  | { readonly kind: "other" };

export function parseAssignmentKey(key: string): AssignmentObject {
  const [first, second, third, ...rest] = key.split("/");
  const course = Slug.safeParse(first);
  if (!course.success || second === undefined || third === undefined || third === "")
    return { kind: "other" };
  if (second === SHARED_FOLDER) return { kind: "shared-asset", course: course.data };
  const assignment = Slug.safeParse(second);
  if (!assignment.success) return { kind: "other" };
  const ref = { course: course.data, assignment: assignment.data };
  if (rest.length === 0 && (DEFINITION_NAMES as readonly string[]).includes(third)) {
    return { kind: "definition", ref };
  }
  if (rest.length === 0 || rest.at(-1) === "") return { kind: "other" };
  if (third === "assets") return { kind: "asset", ref };
  if (third === "references") return { kind: "reference", ref };
  return { kind: "other" };
}
