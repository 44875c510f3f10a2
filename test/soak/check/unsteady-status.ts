import { GetObjectCommand } from "@aws-sdk/client-s3";
import { resultKeys } from "#core/submission/keys.ts";
import { isTerminal, SubmissionStatus } from "#core/submission/status.ts";
import type { Writes } from "#test/soak/check/object-writes.ts";
import type { Uploaded } from "#test/soak/feed.ts";
import type { DeployedStack } from "#test/support/deployed.ts";

/** A complaint when a status went on after its end, or ended twice: a student would have seen it change. */
export async function unsteadyStatus(
  { s3, deployment }: DeployedStack,
  { ref }: Uploaded,
  writes: ReadonlyMap<string, Writes>,
): Promise<readonly string[]> {
  const key = resultKeys.status(ref);
  const states = await Promise.all(
    (writes.get(key)?.versions ?? []).toReversed().map(async (VersionId) => {
      const found = await s3.send(
        new GetObjectCommand({ Bucket: deployment.ResultsBucket, Key: key, VersionId }),
      );
      return SubmissionStatus.parse(JSON.parse((await found.Body?.transformToString()) ?? "")).state;
    }),
  );
  const steady = states.findIndex(isTerminal) === states.length - 1;
  return steady ? [] : [`${key} was ${states.join(", ")}`];
}
