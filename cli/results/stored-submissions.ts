import type { Connection } from "#cli/connection.ts";
import { type GradingId, type Slug, type SubmissionId, submissionId } from "#core/submission/ids.ts";
import {
  type AssignmentRef,
  parseUploadKey,
  submissionKeys,
  type SubmissionRef,
} from "#core/submission/keys.ts";
import { parseResultKey } from "#core/submission/result-key.ts";
import { joinByStudent } from "./by-student.ts";
import { type ListedObject, type ListedVersion, listObjects, listVersions } from "./list-objects.ts";

/** A submission as the listings of the buckets know it: nothing of it has been read. */
export interface StoredSubmission {
  readonly ref: SubmissionRef;
  /** Absent when the version is kept no longer. */
  readonly upload?: StoredUpload;
  /** Absent until the pipeline has seen the upload. */
  readonly hasStatus: boolean;
  /** Refused at the door: there is no grading of it. */
  readonly turnedAway: boolean;
  readonly gradings: ReadonlyMap<GradingId, StoredGrading>;
}

export interface StoredUpload {
  /** As the student called the file. */
  readonly name: string;
  readonly key: string;
  readonly versionId: string;
  /** By the clock of S3. */
  readonly submittedAt: Date;
}

export interface StoredGrading {
  /** When its result was committed. */
  readonly resultAt?: Date;
  /** When a regrade was sent. */
  readonly queuedAt?: Date;
}

export interface Wanted {
  readonly assignment: AssignmentRef;
  /** All when empty. */
  readonly students: readonly Slug[];
}

/** What each student handed in, the earliest submission first; students in the order of the bucket. */
export async function* storedSubmissions(
  { s3, deployment }: Connection,
  { assignment, students }: Wanted,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredSubmission[]> {
  const folder = submissionKeys.assignment(assignment);
  for (const prefix of prefixes(folder, students)) {
    const uploads = listVersions(s3, { bucket: deployment.SubmissionsBucket, prefix }, signal);
    const results = listObjects(s3, { bucket: deployment.ResultsBucket, prefix }, signal);
    for await (const { student, left, right } of joinByStudent(folder, uploads, results)) {
      yield submissionsOf({ ...assignment, student }, left, right);
    }
  }
}

/** How many uploads there are, and of how many students: for a bar that shows how far it is. */
export async function countUploads(
  { s3, deployment }: Connection,
  { assignment, students }: Wanted,
  signal: AbortSignal,
): Promise<{ readonly uploads: number; readonly students: number }> {
  const count = { uploads: 0, students: 0 };
  let student: Slug | undefined;
  for (const prefix of prefixes(submissionKeys.assignment(assignment), students)) {
    for await (const { key } of listVersions(s3, { bucket: deployment.SubmissionsBucket, prefix }, signal)) {
      const parsed = parseUploadKey(key);
      if (!parsed.ok) continue;
      count.uploads++;
      if (parsed.ref.student !== student) count.students++;
      student = parsed.ref.student;
    }
  }
  return count;
}

function prefixes(folder: string, students: readonly Slug[]): readonly string[] {
  if (students.length === 0) return [folder];
  return [...new Set(students)].map((student) => `${folder}${student}/`).toSorted();
}

interface Known {
  upload?: StoredUpload;
  hasStatus: boolean;
  turnedAway: boolean;
  readonly gradings: Map<GradingId, StoredGrading>;
}

function submissionsOf(
  student: AssignmentRef & { readonly student: Slug },
  uploads: readonly ListedVersion[],
  results: readonly ListedObject[],
): readonly StoredSubmission[] {
  const known = new Map<SubmissionId, Known>();
  for (const { key, versionId, modifiedAt } of uploads) {
    const parsed = parseUploadKey(key);
    if (!parsed.ok) continue;
    const upload = { name: parsed.ref.name, key, versionId, submittedAt: modifiedAt };
    entryOf(known, submissionId(key, versionId)).upload = upload;
  }
  for (const { key, modifiedAt } of results) {
    const object = parseResultKey(student, key);
    if (object === undefined) continue;
    const entry = entryOf(known, object.submissionId);
    if (object.kind === "result" || object.kind === "queued") {
      const when = object.kind === "result" ? { resultAt: modifiedAt } : { queuedAt: modifiedAt };
      entry.gradings.set(object.gradingId, { ...entry.gradings.get(object.gradingId), ...when });
    } else if (object.kind === "status") entry.hasStatus = true;
    else entry.turnedAway = true;
  }
  return [...known]
    .map(([id, entry]): StoredSubmission => ({ ref: { ...student, submissionId: id }, ...entry }))
    .toSorted((one, other) => timeOf(one) - timeOf(other));
}

function entryOf(known: Map<SubmissionId, Known>, id: SubmissionId): Known {
  const entry = known.get(id) ?? { hasStatus: false, turnedAway: false, gradings: new Map() };
  known.set(id, entry);
  return entry;
}

/** What is kept no longer was replaced long ago. */
function timeOf({ upload }: StoredSubmission): number {
  return upload?.submittedAt.getTime() ?? 0;
}
