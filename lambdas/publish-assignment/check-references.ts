import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Reference } from "#core/assignment/reference.ts";
import type { Release } from "#core/assignment/release.ts";
import { ReferenceVerdict } from "#core/job/reference-verdict.ts";
import { type CheckId, checkId } from "#core/submission/ids.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";
import { type FoundReference, findReferences } from "./find-references.ts";
import type { JudgedObject } from "./read-definition.ts";
import { sendReferenceJob } from "./send-reference-job.ts";

export interface ReferenceDeps {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly assignmentsBucket: string;
  readonly releasesBucket: string;
  readonly gradingQueueUrl: string;
  readonly now: () => Date;
  /** Whether a reference that was given up is graded anew: after an upload, and not after the giving up itself. */
  readonly retryGivenUp: boolean;
}

export interface ReferenceProblem {
  readonly index: number;
  readonly code: "reference_missing" | "reference_too_large" | "reference_missed";
  readonly message: string;
}

export interface ReferenceCheck {
  readonly inputs: readonly JudgedObject[];
  readonly problems: readonly ReferenceProblem[];
  /** Of those whose verdict is there, in the order of the assignment. */
  readonly verdicts: readonly { readonly path: string; readonly met: boolean; readonly score?: number }[];
  /** How many verdicts are not there yet. */
  readonly waiting: number;
}

/**
 * What is known of the references of a release. Those that no runner has graded yet are sent to one;
 * its verdict comes back through the publications queue, and the last of them has the assignment published.
 */
export async function checkReferences(deps: ReferenceDeps, release: Release): Promise<ReferenceCheck> {
  const references = release.definition.references ?? [];
  const { found, problems } = await findReferences(deps, release, references);
  const inputs = found.map(({ key, versionId }) => ({ key, versionId }));
  if (problems.length > 0) return { inputs, problems, verdicts: [], waiting: 0 };

  const id = checkId(release.releaseId, inputs);
  const verdicts = await Promise.all(
    found.map(async ({ index }) => readVerdict(deps, release, { checkId: id, index })),
  );
  const missing = found.filter((_, position) => verdicts[position] === undefined);
  for (const reference of missing) {
    await sendReferenceJob(deps, { release, reference, checkId: id, total: found.length });
  }
  const known = found.flatMap((reference, position) => {
    const verdict = verdicts[position];
    return verdict === undefined ? [] : [{ ...reference, verdict }];
  });
  return {
    inputs,
    problems: known.flatMap(({ index, reference, verdict: { problem } }) =>
      problem === undefined ? [] : [missed({ index, reference, problem })],
    ),
    verdicts: known.map(({ reference, verdict: { problem, score } }) => ({
      path: reference.path,
      met: problem === undefined,
      ...(score === undefined ? {} : { score }),
    })),
    waiting: missing.length,
  };
}

/** Keeps a runner's verdict, the first for each reference, and over one that was given up; true when every reference of its check has one. */
export async function keepVerdict(
  { s3, releasesBucket: bucket }: Pick<ReferenceDeps, "s3" | "releasesBucket">,
  verdict: ReferenceVerdict,
): Promise<boolean> {
  const key = releaseKeys.referenceVerdict(verdict, verdict.checkId, verdict.index);
  const place = { bucket, key };
  const { written } = await writeJson(s3, place, { value: verdict, condition: { ifAbsent: true } });
  const earlier = written ? undefined : await readJson(s3, place, ReferenceVerdict);
  if (earlier?.value.givenUp === true) {
    await writeJson(s3, place, { value: verdict, condition: { ifMatch: earlier.etag } });
  }
  const folder = key.slice(0, key.lastIndexOf("/") + 1);
  const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, Delimiter: "/" }));
  return (page.Contents?.length ?? 0) >= verdict.total;
}

async function readVerdict(
  deps: ReferenceDeps,
  ref: AssignmentRef,
  which: { readonly checkId: CheckId; readonly index: number },
): Promise<ReferenceVerdict | undefined> {
  const key = releaseKeys.referenceVerdict(ref, which.checkId, which.index);
  const verdict = (await readJson(deps.s3, { bucket: deps.releasesBucket, key }, ReferenceVerdict))?.value;
  return verdict?.givenUp === true && deps.retryGivenUp ? undefined : verdict;
}

function missed({
  index,
  reference,
  problem,
}: Pick<FoundReference, "index"> & {
  readonly reference: Reference;
  readonly problem: string;
}): ReferenceProblem {
  return { index, code: "reference_missed", message: `references/${reference.path}: ${problem}` };
}
