import { createHash } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { releaseKeys } from "#core/submission/keys.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { writesBelow } from "#test/support/object-versions.ts";
import {
  assignmentRef,
  currentRelease,
  definitionText,
  putObject,
  validationOf,
} from "#test/support/published.ts";

let stack: DeployedStack;
beforeAll(async () => {
  stack = await deployedStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

describe("an assignment uploaded to its bucket", () => {
  it("becomes the current release, and its validation names the version that was judged", async () => {
    const ref = assignmentRef("cs1", "valid");
    const versionId = await upload("cs1/valid/assignment.yaml", definitionText({ maxAttempts: 3 }));

    const validation = await verdictOn(ref, versionId);

    expect(validation).toMatchObject({
      ok: true,
      findings: [],
      inputs: [{ key: "cs1/valid/assignment.yaml", versionId }],
    });
    const release = await currentOf(ref);
    expect(release.releaseId).toBe(validation.releaseId);
    expect(release.definition.submissions).toEqual({ maxAttempts: 3, maxBytes: 1024 * 1024 });
  });

  it("stays what it was when the new definition is wrong, and says where it is wrong", async () => {
    const ref = assignmentRef("cs1", "broken");
    const good = await verdictOn(ref, await upload("cs1/broken/assignment.yaml", definitionText()));

    const text = definitionText().replace("template:", "templat:");
    const bad = await verdictOn(ref, await upload("cs1/broken/assignment.yaml", text));

    expect(bad).toMatchObject({ ok: false, currentReleaseId: good.releaseId });
    expect(bad.releaseId).toBeUndefined();
    expect(bad.findings).toContainEqual(
      expect.objectContaining({ severity: "error", file: "assignment.yaml", line: 2, pointer: "/templat" }),
    );
    expect((await currentOf(ref)).releaseId).toBe(good.releaseId);
  });

  it("names a missing asset with its line, and is published as soon as that is uploaded", async () => {
    const ref = assignmentRef("cs1", "assets");
    const text = definitionText({ assets: [{ source: "data/a.csv", target: "/tmp/a.csv" }] });
    const missing = await verdictOn(ref, await upload("cs1/assets/assignment.yaml", text));

    expect(missing.findings).toMatchObject([
      { code: "asset_missing", line: 4, pointer: "/setup/assets/0/source" },
    ]);

    const assetVersion = await upload("cs1/assets/assets/data/a.csv", "1,2,3\n");
    expect(await verdictOn(ref, assetVersion)).toMatchObject({ ok: true, findings: [] });
  });

  it("has a bundle whose tar has the digest it is named by", async () => {
    const ref = assignmentRef("cs1", "bundled");
    await upload("cs1/bundled/assets/words.txt", "one\ntwo\n");
    await upload("cs1/bundled/assets/empty.txt", "");
    const assets = [
      { source: "words.txt", target: "/tmp/in/words.txt" },
      { source: "empty.txt", target: "/tmp/empty.txt" },
    ];
    await verdictOn(ref, await upload("cs1/bundled/assignment.yaml", definitionText({ assets })));

    const { bundle, assets: released } = await currentOf(ref);

    if (bundle === null) throw new Error("the release has no bundle");
    const stored = await stack.s3.send(
      new GetObjectCommand({
        Bucket: stack.deployment.ReleasesBucket,
        Key: releaseKeys.bundle(bundle.digest),
      }),
    );
    const tar = zstdDecompressSync((await stored.Body?.transformToByteArray()) ?? new Uint8Array());
    expect(sha256(tar)).toBe(bundle.digest);
    expect(bundle).toMatchObject({ files: 2, tarBytes: tar.length });
    expect(tar.includes("one\ntwo\n")).toBe(true);
    expect(released.map(({ sha256: digest, sizeBytes }) => ({ digest, sizeBytes }))).toEqual([
      { digest: sha256("one\ntwo\n"), sizeBytes: 8 },
      { digest: sha256(""), sizeBytes: 0 },
    ]);
  });

  it("is published again for all that use a shared asset when that changes", async () => {
    const refs = [assignmentRef("cs2", "first"), assignmentRef("cs2", "second")];
    const assets = [{ source: "common.csv", target: "/tmp/common.csv" }];
    const old = await upload("cs2/shared/common.csv", "old\n");
    for (const ref of refs) await upload(`cs2/${ref.assignment}/assignment.yaml`, definitionText({ assets }));
    for (const ref of refs) await verdictOn(ref, old);

    const renewed = await upload("cs2/shared/common.csv", "new\n");

    for (const ref of refs) {
      expect(await verdictOn(ref, renewed)).toMatchObject({ ok: true });
      expect((await currentOf(ref)).assets).toMatchObject([
        { key: "cs2/shared/common.csv", versionId: renewed, sha256: sha256("new\n") },
      ]);
    }
  });

  it("is neither built nor written again when nothing in it has changed", async () => {
    const ref = assignmentRef("cs3", "same");
    const assets = [{ source: "a.txt", target: "/tmp/a.txt" }];
    await upload("cs3/same/assets/a.txt", "only here\n");
    const first = await verdictOn(ref, await upload("cs3/same/assignment.yaml", definitionText({ assets })));
    const { bundle } = await currentOf(ref);

    const again = await verdictOn(ref, await upload("cs3/same/assignment.yaml", definitionText({ assets })));
    const sameBytes = await verdictOn(ref, await upload("cs3/same/assets/a.txt", "only here\n"));

    expect([again.releaseId, sameBytes.releaseId]).toEqual([first.releaseId, first.releaseId]);
    const { ReleasesBucket } = stack.deployment;
    const written = await writesBelow(stack.s3, ReleasesBucket, "cs3/same/");
    expect(written.filter((key) => !key.endsWith("validation.json"))).toEqual([
      `cs3/same/${first.releaseId}.json`,
      "cs3/same/current.json",
    ]);
    expect(await writesBelow(stack.s3, ReleasesBucket, `bundles/sha256/${bundle?.digest}`)).toHaveLength(1);
  });
});

function upload(key: string, body: string): Promise<string> {
  return putObject(stack.s3, { bucket: stack.deployment.AssignmentsBucket, key, body });
}

function verdictOn(ref: ReturnType<typeof assignmentRef>, versionId: string) {
  return validationOf(stack.s3, stack.deployment.ReleasesBucket, { ref, versionId });
}

function currentOf(ref: ReturnType<typeof assignmentRef>) {
  return currentRelease(stack.s3, stack.deployment.ReleasesBucket, ref);
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
