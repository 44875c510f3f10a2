import { S3ServiceException } from "@aws-sdk/client-s3";

/** The HTTP status of S3's answer: names of errors differ between operations and emulators, the status does not. */
export function httpStatusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
