import { S3ServiceException } from "@aws-sdk/client-s3";

/** That there is no such object. S3 says 403 instead of 404 to those who may not list the whole bucket. */
export function isAbsent(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  const { httpStatusCode } = error.$metadata;
  return httpStatusCode === 404 || httpStatusCode === 403;
}
