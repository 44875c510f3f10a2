import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { AssignmentFolder, LocalAsset } from "#cli/assignment/read-folder.ts";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import type { Finding } from "#core/assignment/finding.ts";
import type { Release, ReleasedAsset } from "#core/assignment/release.ts";

/** A release as the folder that it was made of, its assets in `dir`: the very object versions that it names. */
export async function releaseFolder(
  connection: Connection,
  { release, dir }: { readonly release: Release; readonly dir: string },
  signal: AbortSignal,
): Promise<AssignmentFolder> {
  const { definition } = release;
  const assets: LocalAsset[] = [];
  for (const [index, asset] of definition.setup.assets.entries()) {
    const released = release.assets[index];
    if (released?.source !== asset.source) {
      throw new PlatformError(`release ${release.releaseId} does not list its asset '${asset.source}'`);
    }
    const file = join(dir, `asset-${index}`);
    await download(connection, { asset: released, file }, signal);
    assets.push({ asset, file, sizeBytes: released.sizeBytes, missing: missing(released) });
  }
  return {
    dir,
    name: release.assignment,
    definitionName: "assignment.yaml",
    assignment: definition,
    assets,
    references: [],
    findings: [],
  };
}

function missing({ key }: ReleasedAsset): Finding {
  const message = `no object ${key}`;
  return { severity: "error", code: "asset_missing", file: key, line: 1, column: 1, pointer: "", message };
}

async function download(
  { s3, deployment }: Connection,
  { asset, file }: { readonly asset: ReleasedAsset; readonly file: string },
  signal: AbortSignal,
): Promise<void> {
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: deployment.AssignmentsBucket,
      Key: asset.key,
      VersionId: asset.versionId,
    }),
    { abortSignal: signal },
  );
  if (!(Body instanceof Readable)) throw new PlatformError(`${asset.key} came without content`);
  await pipeline(Body, createWriteStream(file, { mode: 0o600 }), { signal });
}
