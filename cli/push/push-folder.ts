import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { AssignmentFolder, LocalAsset } from "#cli/assignment/read-folder.ts";
import type { Connection } from "#cli/connection.ts";
import { isAbsent } from "#cli/submit/is-absent.ts";
import type { Finding } from "#core/assignment/finding.ts";
import type { ValidationReport } from "#core/assignment/validation.ts";
import { assignmentKeys, type AssignmentRef } from "#core/submission/keys.ts";
import { awaitValidation, readValidation } from "./await-validation.ts";
import { type FileUpload, type UploadedFile, uploadFile } from "./upload-file.ts";

export interface PushEvents {
  readonly onProgress: (key: string, sentBytes: number, sizeBytes: number) => void;
  readonly onWaiting: () => void;
}

export type Pushed =
  | { readonly kind: "files-missing"; readonly findings: readonly Finding[] }
  | { readonly kind: "judged"; readonly uploads: readonly UploadedFile[]; readonly report: ValidationReport };

/**
 * Uploads what changed, the assignment file last, so that what it names is there when it is judged,
 * and waits for the judgement. Nothing is uploaded when a file is nowhere to be found.
 */
export async function pushFolder(
  connection: Connection,
  { folder, ref }: { readonly folder: AssignmentFolder; readonly ref: AssignmentRef },
  events: PushEvents,
  signal: AbortSignal,
): Promise<Pushed> {
  const findings = [
    ...(await missingAssets(connection, folder.assets, ref)),
    ...folder.references.flatMap(({ sizeBytes, missing }) => (sizeBytes === undefined ? [missing] : [])),
  ];
  if (findings.length > 0) return { kind: "files-missing", findings };

  const previous = await readValidation(connection, ref);
  const assets: UploadedFile[] = [];
  for (const { asset, file, sizeBytes } of folder.assets) {
    if (sizeBytes === undefined) continue;
    const key = assignmentKeys.asset(ref, asset.source);
    assets.push(await upload(connection, { file, key, sizeBytes }, events, signal));
  }
  const references: UploadedFile[] = [];
  for (const { reference, file, sizeBytes = 0 } of folder.references) {
    const key = assignmentKeys.reference(ref, reference.path);
    references.push(await upload(connection, { file, key, sizeBytes }, events, signal));
  }
  const file = join(folder.dir, folder.definitionName);
  const { size: sizeBytes } = await stat(file);
  const key = assignmentKeys.definition(ref, folder.definitionName);
  const isUnchanged = [...assets, ...references].every(({ sent }) => !sent);
  // Only an upload has what the platform failed to check tried again.
  const always = isUnchanged && previous?.retryable === true;
  const definition = await upload(connection, { file, key, sizeBytes, always }, events, signal);
  events.onWaiting();
  const pushed = { definition, assets: [...assets, ...references] };
  const report = await awaitValidation(connection, { ref, pushed, previous }, signal);
  return { kind: "judged", uploads: [...pushed.assets, definition], report };
}

/** An asset that is not in the folder may be one that the course shares. */
async function missingAssets(
  { s3, deployment }: Connection,
  assets: readonly LocalAsset[],
  ref: AssignmentRef,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { asset, sizeBytes, missing } of assets) {
    if (sizeBytes !== undefined) continue;
    const key = assignmentKeys.sharedAsset(ref, asset.source);
    try {
      await s3.send(new HeadObjectCommand({ Bucket: deployment.AssignmentsBucket, Key: key }));
    } catch (error) {
      if (!isAbsent(error)) throw error;
      findings.push(missing);
    }
  }
  return findings;
}

async function upload(
  { s3, deployment }: Connection,
  { file, key, sizeBytes, always = false }: Pick<FileUpload, "file" | "key" | "sizeBytes" | "always">,
  events: PushEvents,
  signal: AbortSignal,
): Promise<UploadedFile> {
  return await uploadFile(s3, {
    file,
    sizeBytes,
    always,
    bucket: deployment.AssignmentsBucket,
    key,
    signal,
    onProgress: (sentBytes) => events.onProgress(key, sentBytes, sizeBytes),
  });
}
