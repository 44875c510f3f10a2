import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { CheckVerdict } from "#core/job/check-verdict.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";

/**
 * Keeps a runner's verdict, the first for each thing that is checked, and over one that was given up; true when
 * everything of its check has one.
 */
export async function keepVerdict(
  { s3, releasesBucket: bucket }: { readonly s3: S3Client; readonly releasesBucket: string },
  verdict: CheckVerdict,
): Promise<boolean> {
  const key = releaseKeys.checkVerdict(verdict, verdict.checkId, verdict.index);
  const place = { bucket, key };
  const { written } = await writeJson(s3, place, { value: verdict, condition: { ifAbsent: true } });
  const earlier = written ? undefined : await readJson(s3, place, CheckVerdict);
  if (earlier?.value.givenUp === true && supersedes(verdict, earlier.value)) {
    await writeJson(s3, place, { value: verdict, condition: { ifMatch: earlier.etag } });
  }
  const folder = key.slice(0, key.lastIndexOf("/") + 1);
  const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, Delimiter: "/" }));
  return (page.Contents?.length ?? 0) >= verdict.total;
}

/** A giving up says nothing about an earlier run that was done after all. */
function supersedes(later: CheckVerdict, givenUp: CheckVerdict): boolean {
  return later.givenUp !== true || later.run > givenUp.run;
}
