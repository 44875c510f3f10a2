import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import { startTestMiniStack } from "./ministack.ts";

export interface BareBuckets extends AsyncDisposable {
  readonly endpoint: string;
  readonly s3: S3Client;
  /** A client of its own, to intercept. */
  anotherClient(): S3Client;
}

/** Versioned buckets in a MiniStack of their own with nothing behind them: for verbs that are called directly. */
export async function bareBuckets(...names: readonly string[]): Promise<BareBuckets> {
  await using started = new AsyncDisposableStack();
  const { endpoint } = started.use(await startTestMiniStack());
  const anotherClient = () => new S3Client(localClientConfig(endpoint));
  const s3 = anotherClient();
  for (const name of names) {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }),
    );
  }
  const owned = started.move();
  return { endpoint, s3, anotherClient, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
