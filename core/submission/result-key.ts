import { GradingId, Slug, SubmissionId } from "#core/submission/ids.ts";
import { type AssignmentRef, resultKeys } from "#core/submission/keys.ts";

/** What a listing of the results of an assignment tells of a submission. */
export type ResultObject =
  | { readonly kind: "result" | "queued"; readonly submissionId: SubmissionId; readonly gradingId: GradingId }
  | { readonly kind: "status" | "rejection"; readonly submissionId: SubmissionId };

/** Whose folder of an assignment a key is in, by either bucket that has one for each student. */
export function studentOfKey(folder: string, key: string): Slug | undefined {
  if (!key.startsWith(folder)) return undefined;
  return Slug.safeParse(key.slice(folder.length).split("/", 1)[0]).data;
}

/** Undefined for what tells nothing: reports, attempts, and what is not ours. */
export function parseResultKey(ref: AssignmentRef, key: string): ResultObject | undefined {
  const [, id, second, third, ...rest] = key.slice(resultKeys.assignment(ref).length).split("/");
  const submissionId = SubmissionId.safeParse(id).data;
  if (submissionId === undefined || second === undefined || rest.length > 0) return undefined;
  if (third === undefined) return second === "status.json" ? { kind: "status", submissionId } : undefined;
  if (second === "rejected" && third === "result.json") return { kind: "rejection", submissionId };
  const gradingId = GradingId.safeParse(second).data;
  if (gradingId === undefined) return undefined;
  if (third === "result.json") return { kind: "result", submissionId, gradingId };
  return third === "queued.json" ? { kind: "queued", submissionId, gradingId } : undefined;
}
