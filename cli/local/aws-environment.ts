/** MiniStack checks no credentials; the SDKs and the CDK only refuse to start without any. */
const LOCAL_ACCESS_KEY = "test";
const LOCAL_SECRET_KEY = "test";
export const LOCAL_REGION = "us-east-1";
export const LOCAL_ACCOUNT = "000000000000";

/** Configuration for an SDK client of an emulator. `forcePathStyle` is read by S3 alone. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly forcePathStyle: true;
}

export function localClientConfig(endpoint: string): LocalClientConfig {
  return {
    endpoint: numericEndpoint(endpoint),
    region: LOCAL_REGION,
    credentials: { accessKeyId: LOCAL_ACCESS_KEY, secretAccessKey: LOCAL_SECRET_KEY },
    forcePathStyle: true,
  };
}

/** Environment variables under which a child process (the CDK, the runner) talks to an emulator and to nothing else. */
export function localAwsEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: numericEndpoint(endpoint),
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: LOCAL_SECRET_KEY,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/**
 * `localhost` as an IP address: every AWS SDK turns to path-style S3 addresses for IP hosts only,
 * and `<bucket>.localhost` does not resolve with glibc.
 */
function numericEndpoint(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return url.origin;
}
