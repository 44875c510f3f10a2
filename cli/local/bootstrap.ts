import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { LOCAL_ACCOUNT, LOCAL_REGION, localClientConfig } from "./aws-environment.ts";

/** The qualifier of the CDK's default synthesizer, in the names of everything that `cdk bootstrap` makes. */
const QUALIFIER = "hnb659fds";
const BOOTSTRAP_VERSION = "30";

/**
 * The two things of `cdk bootstrap` that a deployment to an emulator needs: a bucket for assets and a version.
 * The CDK's own bootstrap takes some seconds for roles that no emulator checks.
 */
export async function bootstrap(endpoint: string): Promise<void> {
  const config = localClientConfig(endpoint);
  await createAssetBucket(config);
  await putVersion(config.endpoint);
}

async function createAssetBucket(config: ReturnType<typeof localClientConfig>): Promise<void> {
  const s3 = new S3Client(config);
  try {
    await s3.send(
      new CreateBucketCommand({ Bucket: `cdk-${QUALIFIER}-assets-${LOCAL_ACCOUNT}-${LOCAL_REGION}` }),
    );
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith("BucketAlready")) throw error;
  } finally {
    s3.destroy();
  }
}

/** One call of Systems Manager, unsigned but for the service's name, by which emulators route it. */
async function putVersion(endpoint: string): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonSSM.PutParameter",
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${LOCAL_REGION}/ssm/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify({
      Name: `/cdk-bootstrap/${QUALIFIER}/version`,
      Value: BOOTSTRAP_VERSION,
      Type: "String",
      Overwrite: true,
    }),
  });
  if (!response.ok) {
    throw new Error(
      `${endpoint} did not accept a parameter (HTTP ${response.status}): is it an AWS emulator with SSM?`,
    );
  }
}
