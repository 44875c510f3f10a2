import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ValidationReport } from "#core/assignment/validation.ts";
import { assignmentKeys, releaseKeys } from "#core/submission/keys.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { publishAssignment } from "#lambdas/publish-assignment/publish-assignment.ts";
import { type BareBuckets, bareBuckets } from "#test/support/bare-buckets.ts";
import { publicationDeps } from "#test/support/publication.ts";
import { writesBelow } from "#test/support/object-versions.ts";
import { assignmentRef, currentRelease, definitionText, putObject } from "#test/support/published.ts";
import { beforeCall, s3Fault } from "#test/support/s3-interception.ts";

let buckets: BareBuckets;
beforeAll(async () => {
  buckets = await bareBuckets("assignments", "releases");
});
afterAll(() => buckets[Symbol.asyncDispose]());

describe.each(["first", "later"])("two publications of one assignment, %s ones", (when) => {
  const isLater = when === "later";

  it("end with the newer definition, also when the one of the older is slower", async () => {
    const ref = await uploaded(`slow-${when}`, definitionText({ title: "Oldest" }));
    if (isLater) await publishAssignment(deps(), ref);
    await upload(ref, definitionText({ title: "Old" }));
    const slow = interruptedBefore(/current\.json$/, async () => {
      await upload(ref, definitionText({ title: "New" }));
      await publishAssignment(deps(), ref);
    });

    const outcome = await publishAssignment(deps(slow), ref);

    expect(outcome.outcome).toBe("unchanged");
    expect((await currentRelease(buckets.s3, "releases", ref)).definition.title).toBe("New");
  });

  it("end with the newer verdict, also when the newer definition is the wrong one", async () => {
    const ref = await uploaded(`verdict-${when}`, definitionText());
    if (isLater) await publishAssignment(deps(), ref);
    const slow = interruptedBefore(/validation\.json$/, async () => {
      await upload(ref, "template: [");
      await publishAssignment(deps(), ref);
    });

    const outcome = await publishAssignment(deps(slow), ref);

    expect(outcome.outcome).toBe("invalid");
    expect(await verdict(ref)).toMatchObject({ ok: false });
    expect((await currentRelease(buckets.s3, "releases", ref)).definition.title).toBe("Hello");
  });
});

describe("two publications at once", () => {
  it("store a bundle they both build once", async () => {
    const assets = [{ source: "a.txt", target: "/tmp/a.txt" }];
    const ref = await uploaded("both", definitionText({ assets }));
    await putObject(buckets.s3, {
      bucket: "assignments",
      key: assignmentKeys.asset(ref, "a.txt"),
      body: "twice",
    });
    const slow = interruptedBefore(/^bundles\//, async () => {
      await publishAssignment(deps(), ref);
    });

    const outcome = await publishAssignment(deps(slow), ref);

    expect(outcome).toMatchObject({ outcome: "unchanged" });
    const { bundle } = await currentRelease(buckets.s3, "releases", ref);
    expect(await writesBelow(buckets.s3, "releases", `bundles/sha256/${bundle?.digest}`)).toHaveLength(1);
  });
});

describe("a fault of S3", () => {
  it("ends a publication with an error and leaves everything as it was", async () => {
    const ref = await uploaded("fault", definitionText({ title: "Before" }));
    await publishAssignment(deps(), ref);
    const before = await verdict(ref);
    await upload(ref, definitionText({ title: "After" }));
    const faulty = interruptedBefore(/current\.json$/, () => Promise.reject(s3Fault("SlowDown", 503)));

    await expect(publishAssignment(deps(faulty), ref)).rejects.toThrow("SlowDown");

    expect((await currentRelease(buckets.s3, "releases", ref)).definition.title).toBe("Before");
    expect(await verdict(ref)).toEqual(before);
  });

  it("while a bundle is stored leaves no bundle, and the next publication makes it good", async () => {
    const assets = [{ source: "a.txt", target: "/tmp/a.txt" }];
    const ref = await uploaded("half", definitionText({ assets }));
    const key = assignmentKeys.asset(ref, "a.txt");
    await putObject(buckets.s3, { bucket: "assignments", key, body: "stored in the second try" });
    const faulty = interruptedBefore(/^bundles\//, () => Promise.reject(s3Fault("InternalError", 500)));

    await expect(publishAssignment(deps(faulty), ref)).rejects.toThrow("InternalError");
    expect(await writesBelow(buckets.s3, "releases", "cs1/half/")).toEqual([]);

    expect(await publishAssignment(deps(), ref)).toMatchObject({ outcome: "published" });
  });

  it("that denies an asset is told to the instructor, who can change that", async () => {
    const assets = [{ source: "secret.txt", target: "/tmp/secret.txt" }];
    const ref = await uploaded("denied", definitionText({ assets }));
    const key = assignmentKeys.asset(ref, "secret.txt");
    await putObject(buckets.s3, { bucket: "assignments", key, body: "locked away" });

    for (const command of ["HeadObjectCommand", "GetObjectCommand"]) {
      const s3 = buckets.anotherClient();
      beforeCall(s3, { command, key: /secret/ }, () => Promise.reject(s3Fault("AccessDenied", 403)));
      const outcome = await publishAssignment(deps(s3), ref);

      expect(outcome).toMatchObject({
        outcome: "invalid",
        findings: [{ code: "asset_denied", line: 4, pointer: "/setup/assets/0/source" }],
      });
    }
  });
});

describe("a definition that cannot be read", () => {
  it("is nothing to publish when there is none", async () => {
    expect(await publishAssignment(deps(), assignmentRef("cs1", "none"))).toEqual({ outcome: "nothing" });
  });

  it("is refused when there are two, because nobody could tell which counts", async () => {
    const ref = await uploaded("two", definitionText());
    await putObject(buckets.s3, { bucket: "assignments", key: "cs1/two/assignment.json", body: "{}" });

    await expectFinding(ref, { code: "definition_ambiguous", file: "assignment.yaml" });
  });

  it("is refused unread when it is far too large", async () => {
    const ref = await uploaded("large", "#".repeat(1024 * 1024 + 1));

    await expectFinding(ref, { code: "too_large", file: "assignment.yaml" });
  });

  it("is refused when it is not UTF-8", async () => {
    const ref = assignmentRef("cs1", "latin1");
    const body = Buffer.from("title: Introdução", "latin1");
    await putObject(buckets.s3, { bucket: "assignments", key: "cs1/latin1/assignment.yml", body });

    await expectFinding(ref, { code: "not_utf8", file: "assignment.yml" });
  });
});

describe("an asset that is a folder", () => {
  it("is told apart from one that is missing", async () => {
    const ref = await uploaded(
      "folder",
      definitionText({ assets: [{ source: "data", target: "/tmp/data" }] }),
    );
    await putObject(buckets.s3, {
      bucket: "assignments",
      key: assignmentKeys.asset(ref, "data/a.csv"),
      body: "1",
    });

    await expectFinding(ref, { code: "asset_is_folder", line: 4 });
  });
});

describe("a bundle that somebody deleted", () => {
  it("is built again by the next publication, though nothing else has changed", async () => {
    const assets = [{ source: "a.txt", target: "/tmp/a.txt" }];
    const ref = await uploaded("deleted", definitionText({ assets }));
    const key = assignmentKeys.asset(ref, "a.txt");
    await putObject(buckets.s3, { bucket: "assignments", key, body: "built twice" });
    await publishAssignment(deps(), ref);
    const release = await currentRelease(buckets.s3, "releases", ref);
    if (release.bundle === null) throw new Error("no bundle");
    const { bundle } = release;
    await buckets.s3.send(
      new DeleteObjectCommand({ Bucket: "releases", Key: releaseKeys.bundle(bundle.digest) }),
    );

    expect(await publishAssignment(deps(), ref)).toEqual({
      outcome: "unchanged",
      releaseId: release.releaseId,
    });
    expect(await writesBelow(buckets.s3, "releases", releaseKeys.bundle(bundle.digest))).toHaveLength(2);
  });
});

type Ref = ReturnType<typeof assignmentRef>;

function deps(s3 = buckets.s3) {
  return publicationDeps(s3);
}

/** A client whose first write of such a key is preceded by `action`. */
function interruptedBefore(key: RegExp, action: () => Promise<void>) {
  const s3 = buckets.anotherClient();
  let interrupted = false;
  beforeCall(s3, { command: "PutObjectCommand", key }, async () => {
    if (interrupted) return;
    interrupted = true;
    await action();
  });
  return s3;
}

async function uploaded(name: string, text: string): Promise<Ref> {
  const ref = assignmentRef("cs1", name);
  await upload(ref, text);
  return ref;
}

async function upload(ref: Ref, text: string): Promise<void> {
  const key = assignmentKeys.definition(ref, "assignment.yaml");
  await putObject(buckets.s3, { bucket: "assignments", key, body: text });
}

async function verdict(ref: Ref) {
  const place = { bucket: "releases", key: releaseKeys.validation(ref) };
  return (await readJson(buckets.s3, place, ValidationReport))?.value;
}

async function expectFinding(ref: Ref, finding: Readonly<Record<string, unknown>>): Promise<void> {
  expect(await publishAssignment(deps(), ref)).toMatchObject({ outcome: "invalid", findings: [finding] });
  expect(await verdict(ref)).toMatchObject({ ok: false, findings: [finding] });
}
