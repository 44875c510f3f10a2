import { HeadObjectCommand, type HeadObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { inspectUpload } from "#lambdas/accept-submission/inspect-upload.ts";
import { S3ObjectCreated } from "#lambdas/events/s3-object-created.ts";
import { s3Fault } from "#test/support/s3-interception.ts";
import { objectCreated } from "#test/support/uploads.ts";

const s3 = new S3Client({ region: "us-east-1" });
const mock = mockClient(s3);
beforeEach(() => mock.reset());

describe("an uploaded object", () => {
  it("is looked at in the version that the event names", async () => {
    answer({ VersionId: "v2" });

    const upload = await inspect({ versionId: "v1" });

    expect(upload?.object.versionId).toBe("v1");
    expect(mock.commandCalls(HeadObjectCommand)[0]?.args[0].input).toMatchObject({ VersionId: "v1" });
  });

  it("is looked at as it is now when the event names no version", async () => {
    answer({ VersionId: "v2" });

    expect((await inspect({}))?.object).toEqual({
      bucket: "b",
      key: "c/a/s/main.py",
      versionId: "v2",
      etag: '"e"',
      sizeBytes: 7,
    });
  });

  it("has a version also where versioning is off", async () => {
    answer({});

    expect((await inspect({}))?.object.versionId).toBe("null");
  });

  it("says in its metadata what its uploader wants, capped", async () => {
    answer({ Metadata: { language: "p".repeat(100), locale: "pt-BR", "correlation-id": "lms:42" } });

    expect(await inspect({})).toMatchObject({
      language: "p".repeat(32),
      locale: "pt_br",
      correlationId: "lms:42",
    });
  });

  it.each(["", "two words", "x".repeat(129), "line\nbreak"])(
    "has the event's id when its own (%j) is none",
    async (id) => {
      answer({ Metadata: { "correlation-id": id } });

      expect((await inspect({}))?.correlationId).toBe("event-1");
    },
  );

  it("is nothing when it was deleted", async () => {
    mock.on(HeadObjectCommand).rejects(s3Fault("NotFound", 404));

    expect(await inspect({})).toBeUndefined();
  });

  it.each([403, 500, 503])("that S3 answers with %d is tried again, not dropped", async (status) => {
    mock.on(HeadObjectCommand).rejects(s3Fault("Fault", status));

    await expect(inspect({})).rejects.toThrow("Fault");
  });
});

function answer(head: Partial<HeadObjectCommandOutput>): void {
  mock.on(HeadObjectCommand).resolves({
    ETag: '"e"',
    ContentLength: 7,
    LastModified: new Date("2026-03-01T10:00:00Z"),
    ...head,
  });
}

function inspect({ versionId }: { readonly versionId?: string }) {
  const event = objectCreated({
    bucket: "b",
    key: "c/a/s/main.py",
    id: "event-1",
    ...(versionId && { versionId }),
  });
  return inspectUpload(s3, S3ObjectCreated.parse(JSON.parse(event)));
}
