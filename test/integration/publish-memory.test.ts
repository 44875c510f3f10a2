import { randomFillSync } from "node:crypto";
import { Readable } from "node:stream";
import { Upload } from "@aws-sdk/lib-storage";
import { expect, it } from "vitest";
import { publishAssignment } from "#lambdas/publish-assignment/publish-assignment.ts";
import { bareBuckets } from "#test/support/bare-buckets.ts";
import { publicationDeps } from "#test/support/publication.ts";
import { assignmentRef, currentRelease, definitionText, putObject } from "#test/support/published.ts";

const MIB = 1024 * 1024;
const ASSET_MIB = 160;
/** Four parts of 8 MiB under way, the compressor and chunks on their way; a function has 512 MB in all. */
const GROWTH_MIB = 96;

it(`publishes an asset of ${ASSET_MIB} MiB with less than ${GROWTH_MIB} MiB more memory than nothing`, async () => {
  await using buckets = await bareBuckets("assignments", "releases");
  const { s3 } = buckets;
  const ref = assignmentRef("cs1", "big");
  const params = {
    Bucket: "assignments",
    Key: "cs1/big/assets/big.bin",
    Body: Readable.from(incompressible()),
  };
  await new Upload({ client: s3, partSize: 8 * MIB, queueSize: 1, params }).done();
  const body = definitionText({ assets: [{ source: "big.bin", target: "/tmp/big.bin" }] });
  await putObject(s3, { bucket: "assignments", key: "cs1/big/assignment.yaml", body });
  const peakBefore = peakMib();

  expect(await publishAssignment(publicationDeps(s3), ref)).toMatchObject({ outcome: "published" });

  expect((await currentRelease(s3, "releases", ref)).assets[0]?.sizeBytes).toBe(ASSET_MIB * MIB);
  expect(peakMib() - peakBefore).toBeLessThan(GROWTH_MIB);
});

function* incompressible(): Generator<Uint8Array> {
  for (let written = 0; written < ASSET_MIB; written++) yield randomFillSync(new Uint8Array(MIB));
}

function peakMib(): number {
  return process.resourceUsage().maxRSS / 1024;
}
