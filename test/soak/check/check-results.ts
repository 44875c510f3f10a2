import { GradingResult } from "#core/grading/result.ts";
import { type GradeJob, gradeJobOf } from "#core/job/grade-job.ts";
import { sha256Hex, SubmissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { judgeSubmission, type Verdict } from "#test/soak/check/judge-submission.ts";
import { allWrites, type Writes } from "#test/soak/check/object-writes.ts";
import { unsteadyStatus } from "#test/soak/check/unsteady-status.ts";
import type { Uploaded } from "#test/soak/feed.ts";
import type { DeployedStack } from "#test/support/deployed.ts";

export interface Checked {
  /** Submissions without an end, or with one that they do not deserve. */
  readonly lost: readonly string[];
  /** Results that were overwritten, attempts that were counted twice. */
  readonly double: readonly string[];
  readonly givenUp: number;
  /** How many ended how. */
  readonly outcomes: Readonly<Record<string, number>>;
}

const READERS = 16;
/** The whole history of one of so many submissions is read. */
const HISTORY_OF_EVERY = 10;

/** Reads what became of every upload and of every poisoned message. */
export async function checkResults(
  stack: DeployedStack,
  uploads: readonly Uploaded[],
  poisoned: readonly string[],
): Promise<Checked> {
  const { s3, deployment } = stack;
  const bucket = deployment.ResultsBucket;
  const writes = await allWrites(s3, bucket);
  const byStudent = folders(writes);
  const verdicts = new Map<Uploaded, Verdict>();
  const unsteady: string[] = [];
  const waiting = uploads.values();
  const reader = async () => {
    for (const uploaded of waiting) {
      const own = byStudent.get(uploaded.student) ?? new Map();
      const status = await readJson(s3, { bucket, key: resultKeys.status(uploaded.ref) }, SubmissionStatus);
      const key = status?.value.resultKey;
      const result = key === undefined ? undefined : await readJson(s3, { bucket, key }, GradingResult);
      const found = { status: status?.value, result: result?.value, writes: own };
      verdicts.set(uploaded, judgeSubmission(uploaded, found));
      if (uploaded.number % HISTORY_OF_EVERY === 0)
        unsteady.push(...(await unsteadyStatus(stack, uploaded, own)));
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));

  const details = (kind: "lost" | "double") =>
    [...verdicts.values()].flatMap((verdict) => (verdict.kind === kind ? [verdict.detail] : []));
  const ended = [...verdicts.values()].map((each) => (each.kind === "right" ? each.outcome : each.kind));
  return {
    lost: [
      ...details("lost"),
      ...poisoned.flatMap((body) => lostPoison(readJob(body, deployment.SubmissionsBucket), body, writes)),
    ],
    double: [...details("double"), ...unsteady, ...miscounted(uploads, byStudent)],
    givenUp: ended.filter((kind) => kind === "given-up").length,
    outcomes: Object.fromEntries(
      [...new Set(ended)].sort().map((kind) => [kind, ended.filter((each) => each === kind).length]),
    ),
  };
}

/** The writes below each student's folder. */
function folders(writes: ReadonlyMap<string, Writes>): ReadonlyMap<string, ReadonlyMap<string, Writes>> {
  const byStudent = new Map<string, Map<string, Writes>>();
  for (const [key, each] of writes) {
    const student = key.split("/")[2] ?? "";
    const own = byStudent.get(student) ?? new Map<string, Writes>();
    byStudent.set(student, own.set(key, each));
  }
  return byStudent;
}

/** Every submission that came through the door holds one attempt, and no other attempt is taken. */
function miscounted(
  uploads: readonly Uploaded[],
  byStudent: ReadonlyMap<string, ReadonlyMap<string, Writes>>,
): readonly string[] {
  const due = new Map<string, number>();
  for (const { student, expected } of uploads) {
    const atTheDoor = expected.outcome === "rejected" && expected.atTheDoor;
    due.set(student, (due.get(student) ?? 0) + Number(!atTheDoor));
  }
  return [...due].flatMap(([student, attempts]) => {
    const slots = [...(byStudent.get(student) ?? [])].filter(([key]) => key.includes("/attempts/"));
    const taken = slots.reduce((sum, [, { versions, deletions }]) => sum + versions.length - deletions, 0);
    return taken === attempts ? [] : [`${student} has ${taken} attempts taken instead of ${attempts}`];
  });
}

/** A message that is no job leaves a trace for staff, and one that no runner may grade a result. */
function lostPoison(
  job: GradeJob | undefined,
  body: string,
  writes: ReadonlyMap<string, Writes>,
): readonly string[] {
  const id = SubmissionId.parse(sha256Hex(body).slice(0, 32));
  const key = job === undefined ? resultKeys.unroutable(id) : resultKeys.result(job);
  return writes.get(key)?.versions.length === 1
    ? []
    : [`a poisoned message has no end: ${body.slice(0, 80)}`];
}

function readJob(body: string, submissionsBucket: string): GradeJob | undefined {
  try {
    return gradeJobOf(submissionsBucket).safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
