import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";
import { s3Fault } from "#test/support/s3-interception.ts";

const s3 = new S3Client({ region: "us-east-1" });
const mock = mockClient(s3);
const place = { bucket: "b", key: "k.json" };
beforeEach(() => mock.reset());

describe("a conditional write", () => {
  const ifAbsent = { value: { a: 1 }, condition: { ifAbsent: true } } as const;
  const ifMatch = { value: { a: 1 }, condition: { ifMatch: '"old"' } } as const;

  it("asks S3 for the condition and returns the new etag", async () => {
    mock.on(PutObjectCommand).resolves({ ETag: '"new"' });

    expect(await writeJson(s3, place, ifMatch)).toEqual({ written: true, etag: '"new"' });
    expect(await writeJson(s3, place, ifAbsent)).toEqual({ written: true, etag: '"new"' });

    const [first, second] = mock.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(first).toMatchObject({ IfMatch: '"old"', ContentType: "application/json" });
    expect(second).toMatchObject({ IfNoneMatch: "*" });
  });

  it("that is not met is an answer, not an error", async () => {
    mock.on(PutObjectCommand).rejects(s3Fault("PreconditionFailed", 412));

    expect(await writeJson(s3, place, ifAbsent)).toEqual({ written: false });
  });

  it("over an object that was deleted meanwhile is not met either", async () => {
    mock.on(PutObjectCommand).rejects(s3Fault("NoSuchKey", 404));

    expect(await writeJson(s3, place, ifMatch)).toEqual({ written: false });
  });

  it("is repeated while S3 decides between two writers", async () => {
    mock
      .on(PutObjectCommand)
      .rejectsOnce(s3Fault("ConditionalRequestConflict", 409))
      .resolves({ ETag: '"e"' });

    expect(await writeJson(s3, place, ifAbsent)).toEqual({ written: true, etag: '"e"' });
  });

  it("gives up when S3 cannot decide", async () => {
    mock.on(PutObjectCommand).rejects(s3Fault("ConditionalRequestConflict", 409));

    await expect(writeJson(s3, place, ifAbsent)).rejects.toThrow("ConditionalRequestConflict");
    expect(mock.commandCalls(PutObjectCommand)).toHaveLength(4);
  });

  it.each([
    { name: "SlowDown", status: 503 },
    { name: "AccessDenied", status: 403 },
    { name: "NoSuchBucket", status: 404 },
  ])("passes $name on", async ({ name, status }) => {
    mock.on(PutObjectCommand).rejects(s3Fault(name, status));

    await expect(writeJson(s3, place, ifAbsent)).rejects.toThrow(S3ServiceException);
  });
});

describe("a read", () => {
  const schema = z.strictObject({ a: z.number() });

  it("of what is not there is undefined", async () => {
    mock.on(GetObjectCommand).rejects(s3Fault("NoSuchKey", 404));

    expect(await readJson(s3, place, schema)).toBeUndefined();
  });

  it("that is denied is an error, because nobody knows what is there", async () => {
    mock.on(GetObjectCommand).rejects(s3Fault("AccessDenied", 403));

    await expect(readJson(s3, place, schema)).rejects.toThrow("AccessDenied");
  });

  it("of something huge is refused before it is in memory", async () => {
    mock.on(GetObjectCommand).resolves({ ContentLength: 17 * 1024 * 1024, ETag: '"e"' });

    await expect(readJson(s3, place, schema)).rejects.toThrow(
      /k\.json is no document of ours.*17825792 bytes/,
    );
  });
});
