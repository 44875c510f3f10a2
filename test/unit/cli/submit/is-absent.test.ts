import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import * as z from "zod";
import { readDocument } from "#cli/submit/read-document.ts";
import { memoryS3, s3Error } from "#test/support/memory-s3.ts";

const place = { bucket: "results", key: "cs1/hello/ada/status.json" };

it.each([
  ["NoSuchKey", 404],
  // What S3 says to whom a policy lets list a course alone.
  ["AccessDenied", 403],
])("a document that S3 answers %s for is not there", async (name, status) => {
  const { s3, mock } = memoryS3();
  mock.on(GetObjectCommand).rejects(s3Error(name, status));

  expect(await readDocument(s3, place, z.unknown())).toBeUndefined();
});

it.each([
  ["SlowDown", 503],
  ["NoSuchBucket", 404],
  // Of credentials that are wrong, or of a clock that is.
  ["InvalidAccessKeyId", 403],
  ["SignatureDoesNotMatch", 403],
  ["RequestTimeTooSkewed", 403],
])("a document for which S3 says %s may be there", async (name, status) => {
  const { s3, mock } = memoryS3();
  mock.on(GetObjectCommand).rejects(s3Error(name, status));

  await expect(readDocument(s3, place, z.unknown())).rejects.toMatchObject({ name });
});
