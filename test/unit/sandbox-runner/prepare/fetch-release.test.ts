import { describe, expect, it } from "vitest";
import { ReleaseId } from "#core/submission/ids.ts";
import { releaseFetcher } from "#runner/prepare/fetch-release.ts";
import { type Answer, failure, object, serveObjects } from "#test/support/object-server.ts";
import { release } from "#test/support/releases.ts";

const wanted = release();
const never = new AbortController().signal;

describe("releaseFetcher", () => {
  it("reads the release of an assignment", async () => {
    await using server = await serveObjects(object(JSON.stringify(wanted)));

    const fetched = await releaseFetcher(server.s3, "releases")(wanted, wanted.releaseId, never);

    expect(fetched).toEqual(wanted);
    expect(server.requests[0]).toContain(`/releases/prog1/hello/${wanted.releaseId}.json`);
  });

  it("asks once for a release, because it never changes", async () => {
    await using server = await serveObjects(object(JSON.stringify(wanted)));
    const fetchRelease = releaseFetcher(server.s3, "releases");

    await fetchRelease(wanted, wanted.releaseId, never);
    await fetchRelease(wanted, wanted.releaseId, never);

    expect(server.requests).toHaveLength(1);
  });

  it("keeps the releases asked for most recently, and no more than thirty-two", async () => {
    await using server = await serveObjects(anyRelease);
    const fetchRelease = releaseFetcher(server.s3, "releases");
    const ids = Array.from({ length: 33 }, (_, i) => ReleaseId.parse(String(i).padStart(24, "0")));
    const [first, second] = ids;
    if (first === undefined || second === undefined) throw new Error("there are 33");

    for (const id of ids.slice(0, 32)) await fetchRelease(wanted, id, never);
    await fetchRelease(wanted, first, never);
    for (const id of ids.slice(32)) await fetchRelease(wanted, id, never);
    expect(server.requests).toHaveLength(33);

    await fetchRelease(wanted, first, never);
    expect(server.requests).toHaveLength(33);
    await fetchRelease(wanted, second, never);
    expect(server.requests).toHaveLength(34);
  });

  it.each([
    ["does not exist", failure(404, "NoSuchKey"), "does not exist"],
    ["is not JSON", object("{"), "expected object"],
    ["is not a release", object(JSON.stringify({ ...wanted, schema: 2 })), "schema"],
    ["is another one", object(JSON.stringify({ ...wanted, releaseId: "b".repeat(24) })), "bbbb"],
    ["is too large", object(Buffer.alloc(9 * 1024 * 1024, " ")), "more than"],
  ])("calls a release that %s unusable, and says why", async (_what, answer, detail) => {
    await using server = await serveObjects(answer);

    await expect(
      releaseFetcher(server.s3, "releases")(wanted, wanted.releaseId, never),
    ).rejects.toMatchObject({
      code: "release_unusable",
      blame: "instructor",
      context: { detail: expect.stringContaining(detail) },
    });
  });

  it("asks again for a release it could not get", async () => {
    const answers = [failure(503, "SlowDown"), object(JSON.stringify(wanted))];
    await using server = await serveObjects((request, response) => answers.shift()?.(request, response));
    const fetchRelease = releaseFetcher(server.s3, "releases");

    await expect(fetchRelease(wanted, wanted.releaseId, never)).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    await expect(fetchRelease(wanted, wanted.releaseId, never)).resolves.toEqual(wanted);
  });
});

const anyRelease: Answer = (request, response) => {
  const releaseId = /([0-9a-f]{24})\.json/.exec(request.url ?? "")?.[1];
  object(JSON.stringify({ ...wanted, releaseId }))(request, response);
};
