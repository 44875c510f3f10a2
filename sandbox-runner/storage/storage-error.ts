import { S3ServiceException } from "@aws-sdk/client-s3";
import { AssayError } from "#core/errors.ts";

/** The HTTP status S3 answered with: surer than the error's name, which emulators and HEAD requests vary. */
export function httpStatus(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** A conditional write that somebody else's write came before: 412, or 409 while both were on their way. */
export function lostTheRace(error: unknown): boolean {
  const status = httpStatus(error);
  return status === 412 || status === 409;
}

export function storageUnavailable(detail: string, cause: unknown): AssayError {
  return new AssayError("storage_unavailable", { detail }, { cause });
}
