import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Longer than a long poll, so that a connection that died without a word is noticed. */
const SILENCE_MS = 60_000;

export interface AwsClients extends Disposable {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** Clients of the region, credentials and endpoint that the SDK finds in the environment. */
export function openAwsClients(slots: number): AwsClients {
  // Every idle slot holds a connection while it polls; a heartbeat must never have to wait for one.
  const agent = { maxSockets: 2 * slots + 50, keepAlive: true };
  const requestHandler = {
    connectionTimeout: 5_000,
    socketTimeout: SILENCE_MS,
    httpAgent: agent,
    httpsAgent: agent,
  };
  const s3 = new S3Client({ requestHandler });
  const sqs = new SQSClient({ requestHandler });
  return {
    s3,
    sqs,
    [Symbol.dispose]() {
      s3.destroy();
      sqs.destroy();
    },
  };
}
