import type { S3Client } from "@aws-sdk/client-s3";
import type { Assignment } from "#core/assignment/assignment.ts";
import { type BundleEntry, bundlePath } from "#core/assignment/bundle.ts";
import { definitionHash } from "#core/assignment/definition-hash.ts";
import type { Release } from "#core/assignment/release.ts";
import { releaseId, type Sha256 } from "#core/submission/ids.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { writeJson } from "#lambdas/objects/json-object.ts";
import { measureBundle } from "./measure-bundle.ts";
import { AssetUnreadable, openAsset } from "./open-asset.ts";
import type { AssetProblem, ResolvedAsset } from "./resolve-assets.ts";
import { isBundleStored, storeBundle } from "./store-bundle.ts";

export interface ReleaseDeps {
  readonly s3: S3Client;
  readonly assignmentsBucket: string;
  readonly releasesBucket: string;
  readonly now: () => Date;
}

export interface ReleaseContent {
  readonly ref: AssignmentRef;
  readonly assignment: Assignment;
  readonly assets: readonly ResolvedAsset[];
  /** The release that is current, and perhaps the same. */
  readonly previous: Release | undefined;
}

export type MadeRelease =
  | { readonly ok: true; readonly release: Release }
  | { readonly ok: false; readonly problems: readonly AssetProblem[] };

/** Builds and stores the release of a valid assignment and its bundle, unless they are there already. */
export async function makeRelease(deps: ReleaseDeps, content: ReleaseContent): Promise<MadeRelease> {
  const hash = definitionHash(content.assignment);
  const { previous } = content;
  if (previous !== undefined && (await isStillTheSame(deps, previous, { hash, assets: content.assets }))) {
    return { ok: true, release: previous };
  }
  try {
    return { ok: true, release: await build(deps, content, hash) };
  } catch (error) {
    if (!(error instanceof AssetUnreadable)) throw error;
    const message = `${error.asset.key} is there but cannot be read: check its encryption key, and that it is not archived`;
    return {
      ok: false,
      problems: [{ index: content.assets.indexOf(error.asset), code: "asset_denied", message }],
    };
  }
}

async function isStillTheSame(
  deps: ReleaseDeps,
  release: Release,
  now: { readonly hash: Sha256; readonly assets: readonly ResolvedAsset[] },
): Promise<boolean> {
  if (release.definitionHash !== now.hash) return false;
  const version = ({ key, versionId }: { readonly key: string; readonly versionId: string }) =>
    `${key}\0${versionId}`;
  if (release.assets.map(version).join("\n") !== now.assets.map(version).join("\n")) return false;
  return release.bundle === null || isBundleStored(deps.s3, deps.releasesBucket, release.bundle);
}

async function build(deps: ReleaseDeps, content: ReleaseContent, hash: Sha256): Promise<Release> {
  const { ref, assignment, assets } = content;
  const entries = assets.map((asset): BundleEntry => ({
    path: bundlePath(asset),
    sizeBytes: asset.sizeBytes,
    readOnly: asset.readOnly,
    open: () => openAsset(deps.s3, deps.assignmentsBucket, asset),
  }));
  const measured = entries.length === 0 ? undefined : await measureBundle(entries);
  if (measured !== undefined && !(await isBundleStored(deps.s3, deps.releasesBucket, measured.bundle))) {
    await storeBundle(deps.s3, deps.releasesBucket, { bundle: measured.bundle, entries });
  }
  const release: Release = {
    schema: 1,
    releaseId: releaseId(hash, measured?.bundle.digest ?? null),
    course: ref.course,
    assignment: ref.assignment,
    createdAt: deps.now().toISOString(),
    definitionHash: hash,
    definition: assignment,
    assets: assets.map(({ source, key, versionId, sizeBytes, target, readOnly }, index) => {
      const sha256 = measured?.sha256[index];
      if (sha256 === undefined) throw new Error(`${key} was not measured`);
      return { source, key, versionId, sizeBytes, sha256, target, readOnly };
    }),
    bundle: measured?.bundle ?? null,
  };
  // Its name says what is in it: when it is there already, it is this one.
  await writeJson(
    deps.s3,
    { bucket: deps.releasesBucket, key: releaseKeys.release(ref, release.releaseId) },
    { value: release, condition: { ifAbsent: true } },
  );
  return release;
}
