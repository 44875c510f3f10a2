import { cp, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { UserError } from "#cli/errors.ts";
import { assignmentSchema } from "#core/assignment/reading/assignment-schema.ts";
import type { Reference } from "#core/assignment/reference.ts";
import { templates } from "#core/templates/registry.ts";

/** One folder for each template, as it is written; only the schema is made. */
const scaffolds = join(import.meta.dirname, "scaffolds");
/** `assignment.yaml` names it in its first line, where editors look for it. */
const SCHEMA_NAME = "assignment.schema.json";

export interface WrittenAssignment {
  /** Relative to the folder. */
  readonly files: readonly string[];
  readonly samples: readonly Sample[];
}

/** A submission that comes with the assignment, and what it must come to. */
export interface Sample {
  readonly file: string;
  readonly expected: Reference["expected"];
}

/**
 * Writes a working assignment into a folder that is new or empty.
 * Throws a `UserError` when it is neither, or cannot be written.
 */
export async function writeScaffold(template: string, folder: string): Promise<WrittenAssignment> {
  await assertEmpty(folder);
  try {
    await cp(join(scaffolds, template), folder, { recursive: true, force: false });
    const schema = `${JSON.stringify(assignmentSchema(templates), null, 2)}\n`;
    await writeFile(join(folder, SCHEMA_NAME), schema, { flag: "wx" });
  } catch (error) {
    throw new UserError(`cannot write into the folder ${folder}`, { cause: error });
  }
  return { files: await filesIn(folder), samples: await readSamples(folder) };
}

async function assertEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new UserError(`${folder} is no folder that can be read: name one that is new or empty`, {
      cause: error,
    });
  });
  const [first] = names;
  if (first !== undefined) {
    throw new UserError(
      `the folder ${folder} is not empty, it holds ${first}: name one that is new or empty`,
    );
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).toSorted();
}

/** As the written assignment itself says. */
async function readSamples(folder: string): Promise<readonly Sample[]> {
  const reading = await readAssignmentFolder(folder);
  if (!reading.ok) throw new Error(`the scaffold is not valid: ${JSON.stringify(reading.findings)}`);
  return reading.folder.references.map(({ reference: { path, expected } }) => ({
    file: join(folder, "references", path),
    expected,
  }));
}
