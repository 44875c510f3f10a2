import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { submissionLimits } from "#core/limits.ts";
import { fetchSubmission } from "#runner/prepare/fetch-submission.ts";
import { type Answer, failure, object, serveObjects } from "#test/support/object-server.ts";

const upload = {
  bucket: "submissions",
  key: "algo/sorting/ana/work.zip",
  versionId: "v-1",
  etag: "an-etag",
  sizeBytes: 7,
};
const never = new AbortController().signal;

describe("fetchSubmission", () => {
  it("gets the very version of the upload, under the name the student gave it", async () => {
    await using server = await serveObjects(object("print()"));

    const fetched = await fetchSubmission(server.s3, upload, never);

    expect(fetched).toEqual({ name: "work.zip", content: Buffer.from("print()") });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatch(/^\/submissions\/algo\/sorting\/ana\/work\.zip\?.*versionId=v-1/);
  });

  it("takes an etag with quotes for the same as one without", async () => {
    await using server = await serveObjects(object("print()"));

    await expect(fetchSubmission(server.s3, { ...upload, etag: '"an-etag"' }, never)).resolves.toBeDefined();
  });

  it.each([
    ["the object was deleted", failure(404, "NoSuchKey")],
    ["the version was deleted", failure(404, "NoSuchVersion")],
    ["the version is a delete marker", failure(405, "MethodNotAllowed")],
    ["another upload has taken its place", object("import os", "another-etag")],
  ])("says that the submission is gone when %s", async (_what, answer) => {
    await using server = await serveObjects(answer);

    await expect(fetchSubmission(server.s3, upload, never)).rejects.toMatchObject({
      code: "submission_gone",
      blame: "student",
      context: { path: upload.key },
    });
  });

  it.each([
    ["S3 throttles", failure(503, "SlowDown")],
    ["the runner is not allowed to read", failure(403, "AccessDenied")],
    ["the bucket is missing", failure(404, "NoSuchBucket")],
    ["the connection breaks off", breakOff],
  ])("blames the platform, and keeps the cause, when %s", async (_what, answer) => {
    await using server = await serveObjects(answer);

    await expect(fetchSubmission(server.s3, upload, never)).rejects.toMatchObject({
      code: "storage_unavailable",
      blame: "platform",
      cause: expect.any(Error),
    });
  });

  it("does not take a part of an upload for the whole", async () => {
    await using server = await serveObjects(object("print"));

    await expect(fetchSubmission(server.s3, upload, never)).rejects.toMatchObject({
      code: "storage_unavailable",
    });
  });

  it("stops reading at the limit, whatever length the object claims", async () => {
    let sentBytes = 0;
    const endless = function* () {
      for (;;) {
        sentBytes += 1024 * 1024;
        yield Buffer.alloc(1024 * 1024);
      }
    };
    await using server = await serveObjects((_request, response) => {
      response.writeHead(200, { etag: '"an-etag"' });
      pipeline(Readable.from(endless()), response).catch(() => undefined);
    });

    await expect(fetchSubmission(server.s3, upload, never)).rejects.toMatchObject({
      code: "submission_too_large",
      context: { limitBytes: submissionLimits.uploadBytes },
    });
    expect(sentBytes).toBeLessThan(submissionLimits.uploadBytes + 16 * 1024 * 1024);
  });

  it.each([
    ["before the answer", () => undefined],
    ["in the middle of the body", sendHalf],
  ])("gives up %s when it is told to, with the reason it was told", async (_when, answer: Answer) => {
    const asked = Promise.withResolvers<void>();
    const leaseLost = new Error("the lease was lost");
    const controller = new AbortController();
    await using server = await serveObjects((request, response) => {
      answer(request, response);
      asked.resolve();
    });

    const fetching = fetchSubmission(server.s3, upload, controller.signal);
    fetching.catch(() => undefined);
    await asked.promise;
    controller.abort(leaseLost);

    await expect(fetching).rejects.toBe(leaseLost);
  });
});

const sendHalf: Answer = (_request, response) => {
  response.writeHead(200, { etag: '"an-etag"', "content-length": "7" });
  response.write("pri");
};

function breakOff(...[, response]: Parameters<Answer>): void {
  response.writeHead(200, { etag: '"an-etag"', "content-length": "7" });
  response.write("pri", () => response.destroy());
}
