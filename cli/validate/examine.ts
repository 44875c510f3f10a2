import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { templatesFor } from "#cli/assignment/checked-templates.ts";
import { type AssignmentFolder, readAssignmentFolder, readCapped } from "#cli/assignment/read-folder.ts";
import { UserError } from "#cli/errors.ts";
import { decodeDefinition } from "#core/assignment/decode-definition.ts";
import type { Finding } from "#core/assignment/finding.ts";
import { type ReadResult, readAssignment } from "#core/assignment/read-assignment.ts";
import { DEFINITION_NAMES } from "#core/submission/keys.ts";

export interface Examined {
  readonly findings: readonly Finding[];
  /** Absent when a file was examined by itself, or nothing could be read. */
  readonly folder?: AssignmentFolder;
}

/** Everything that is to be said of an assignment: a folder with its files, or one file by itself. */
export async function examine(path: string): Promise<Examined> {
  const status = await stat(path).catch((error: unknown) => {
    throw new UserError(`cannot read ${path}: no such file or folder`, { cause: error });
  });
  if (status.isDirectory()) return await examineFolder(path);
  if (DEFINITION_NAMES.some((name) => name === basename(path))) return await examineFolder(dirname(path));
  return { findings: (await readDefinitionFile(path)).findings };
}

/** A definition of whatever name, without the files that it names. */
export async function readDefinitionFile(path: string): Promise<ReadResult> {
  const decoded = decodeDefinition(await readCapped(path), path);
  if (!decoded.ok) return { ok: false, findings: [decoded.finding] };
  return readAssignment(decoded.text, path, await templatesFor(decoded.text));
}

async function examineFolder(path: string): Promise<Examined> {
  const reading = await readAssignmentFolder(path);
  if (!reading.ok) return { findings: reading.findings };
  const { folder } = reading;
  const absent = [...folder.assets, ...folder.references].filter(({ sizeBytes }) => sizeBytes === undefined);
  return { findings: [...folder.findings, ...absent.map(({ missing }) => missing)], folder };
}
