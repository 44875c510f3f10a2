import { S3ServiceException } from "@aws-sdk/client-s3";

/** What S3 says with the same status where it is not the object that is missing, but the bucket or the right to ask. */
const OTHERWISE: ReadonlySet<string> = new Set([
  "NoSuchBucket",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "RequestTimeTooSkewed",
  "ExpiredToken",
  "InvalidToken",
]);

/** That there is no such object. S3 says 403 instead of 404 to those who may not list the whole bucket. */
export function isAbsent(error: unknown): boolean {
  if (!(error instanceof S3ServiceException) || OTHERWISE.has(error.name)) return false;
  const { httpStatusCode } = error.$metadata;
  return httpStatusCode === 404 || httpStatusCode === 403;
}
