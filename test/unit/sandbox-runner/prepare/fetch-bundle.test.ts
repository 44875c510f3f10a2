import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { Sha256, sha256Hex } from "#core/submission/ids.ts";
import { s3BundleFetcher } from "#runner/prepare/fetch-bundle.ts";
import { failure, object, serveObjects } from "#test/support/object-server.ts";

const digest = Sha256.parse(sha256Hex("a tar"));
const never = new AbortController().signal;

describe("s3BundleFetcher", () => {
  it("opens the object that has the digest for its name", async () => {
    await using server = await serveObjects(object("compressed"));

    const body = await s3BundleFetcher(server.s3, "releases")(digest, never);

    expect(await text(body)).toBe("compressed");
    expect(server.requests[0]).toContain(`/releases/bundles/sha256/${digest}.tar.zst`);
  });

  it("names a bundle that is not there", async () => {
    await using server = await serveObjects(failure(404, "NoSuchKey"));

    await expect(s3BundleFetcher(server.s3, "releases")(digest, never)).rejects.toMatchObject({
      code: "bundle_missing",
      context: { digest },
    });
  });

  it("blames the storage when it does not answer", async () => {
    await using server = await serveObjects(failure(500, "InternalError"));

    await expect(s3BundleFetcher(server.s3, "releases")(digest, never)).rejects.toMatchObject({
      code: "storage_unavailable",
    });
  });

  it("ends a body that was aborted before anybody read it, and hurts nobody", async () => {
    const controller = new AbortController();
    await using server = await serveObjects((_request, response) => {
      response.writeHead(200, { etag: '"an-etag"', "content-length": "1000" });
      response.write("compr");
    });

    const body = await s3BundleFetcher(server.s3, "releases")(digest, controller.signal);
    const closed = new Promise((resolve) => body.once("close", resolve));
    controller.abort(new Error("the lease was lost"));
    await closed;

    await expect(text(body)).rejects.toThrow();
  });
});
