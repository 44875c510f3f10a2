import { open, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UserError } from "#cli/errors.ts";
import type { Assignment, Asset } from "#core/assignment/assignment.ts";
import { decodeDefinition } from "#core/assignment/decode-definition.ts";
import type { Finding } from "#core/assignment/finding.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { assignmentLimits } from "#core/limits.ts";
import type { Reference } from "#core/assignment/reference.ts";
import { DEFINITION_NAMES } from "#core/submission/keys.ts";
import { templatesFor } from "./checked-templates.ts";

/** An asset of an assignment and the file in its `assets/` folder, if there is one. */
export interface LocalAsset {
  readonly asset: Asset;
  readonly file: string;
  /** Undefined when the file does not exist. */
  readonly sizeBytes: number | undefined;
  /** What to report when the asset is nowhere to be found. */
  readonly missing: Finding;
}

/** A reference submission and its file in `references/`. */
export interface LocalReference {
  readonly reference: Reference;
  readonly file: string;
  readonly sizeBytes: number | undefined;
  readonly missing: Finding;
  /** What to report when it comes to something else than is expected of it. */
  readonly missed: (problem: string) => Finding;
}

export interface AssignmentFolder {
  readonly dir: string;
  /** The name of the folder itself. */
  readonly name: string;
  readonly definitionName: (typeof DEFINITION_NAMES)[number];
  readonly assignment: Assignment;
  readonly assets: readonly LocalAsset[];
  readonly references: readonly LocalReference[];
  /** Warnings. */
  readonly findings: readonly Finding[];
}

export type FolderReading =
  | { readonly ok: true; readonly folder: AssignmentFolder }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** An assignment as instructors keep it: `assignment.yaml` (or .yml, .json) and its files in `assets/`. */
export async function readAssignmentFolder(path: string): Promise<FolderReading> {
  const dir = resolve(path);
  const definitionName = await findDefinition(dir);
  const file = join(path, definitionName);
  const decoded = decodeDefinition(await readCapped(file), file);
  if (!decoded.ok) return { ok: false, findings: [decoded.finding] };
  const reading = readAssignment(decoded.text, file, await templatesFor(decoded.text));
  if (!reading.ok) return reading;

  const finding = (pointer: string, code: string, message: string): Finding => ({
    severity: "error",
    code,
    file,
    ...reading.locate(pointer),
    pointer,
    message,
  });
  const assets = await Promise.all(
    reading.assignment.setup.assets.map(async (asset, index): Promise<LocalAsset> => {
      const pointer = reading.assetPointers[index] ?? "";
      const local = join(dir, "assets", asset.source);
      return {
        asset,
        file: local,
        sizeBytes: await sizeOf(local),
        missing: finding(
          pointer,
          "asset_missing",
          `no file ${join(path, "assets", asset.source)}: put it there, or correct the source`,
        ),
      };
    }),
  );
  const references = await Promise.all(
    (reading.assignment.references ?? []).map(async (reference, index): Promise<LocalReference> => {
      const pointer = `/references/${index}`;
      const local = join(dir, "references", reference.path);
      return {
        reference,
        file: local,
        sizeBytes: await sizeOf(local),
        missing: finding(
          `${pointer}/path`,
          "reference_missing",
          `no file ${join(path, "references", reference.path)}: put it there, or correct the path`,
        ),
        missed: (problem) => finding(pointer, "reference_missed", `references/${reference.path}: ${problem}`),
      };
    }),
  );
  return {
    ok: true,
    folder: {
      dir,
      name: basename(dir),
      definitionName,
      assignment: reading.assignment,
      assets,
      references,
      findings: reading.findings,
    },
  };
}

async function findDefinition(dir: string): Promise<(typeof DEFINITION_NAMES)[number]> {
  const names = await readdir(dir).catch((error: unknown) => {
    throw new UserError(`cannot read the folder ${dir}`, { cause: error });
  });
  const [found, second] = DEFINITION_NAMES.filter((name) => names.includes(name));
  if (found === undefined) throw new UserError(`${dir} holds no ${DEFINITION_NAMES.join(", no ")}`);
  if (second !== undefined) throw new UserError(`${dir} holds both ${found} and ${second}: keep one of them`);
  return found;
}

/** One byte more than is allowed, so that a file that is too large is refused as such and not read. */
export async function readCapped(file: string): Promise<Uint8Array> {
  const status = await stat(file).catch((error: unknown) => {
    throw new UserError(`cannot read ${file}: no such file`, { cause: error });
  });
  // A pipe that nobody writes to would be waited for, past any signal.
  if (!status.isFile()) throw new UserError(`${file} is not a file`);
  await using handle = await open(file, "r");
  const buffer = Buffer.alloc(assignmentLimits.definitionBytes + 1);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  return buffer.subarray(0, bytesRead);
}

async function sizeOf(file: string): Promise<number | undefined> {
  const status = await stat(file).catch(() => undefined);
  return status?.isFile() === true ? status.size : undefined;
}
