import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { bundleFolder } from "#cli/grade/bundle-folder.ts";
import type { Finding } from "#core/assignment/finding.ts";
import { namedPaths } from "#core/assignment/named-paths.ts";
import { toAssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import type { ResultError } from "#core/grading/result.ts";
import type { GradingRun } from "#runner/grade/grading.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { craftTar } from "#test/support/craft-tar.ts";
import { definitionText, type ReferenceCase } from "./reference-case.ts";

export type CaseOutcome =
  /** At publish: no student is ever graded against it. */
  | { readonly outcome: "refused"; readonly findings: readonly Finding[] }
  | { readonly outcome: "rejected"; readonly error: ResultError }
  | Extract<GradingRun, { readonly outcome: "graded" }>;

/** The whole way of a case: read and checked, packed, unpacked, and graded in a real sandbox. */
export async function gradeCase(example: ReferenceCase, pool: SandboxPool): Promise<CaseOutcome> {
  await using folder = await writeFolder(example);
  const reading = await readAssignmentFolder(folder.dir);
  if (!reading.ok) return { outcome: "refused", findings: reading.findings };
  const { assignment, assets } = reading.folder;
  const missing = assets.filter(({ sizeBytes }) => sizeBytes === undefined);
  if (missing.length > 0) return { outcome: "refused", findings: missing.map((asset) => asset.missing) };

  const bundled = await bundleFolder(reading.folder, folder.dir);
  const expectedPaths = namedPaths(assignment);
  const content = craftTar(
    Object.entries(example.input.files).map(([name, text]) => ({ name, content: text })),
  );
  try {
    const files = await unpackSubmission({ name: "submission.tar", content, expectedPaths });
    const inputs = {
      definition: assignment,
      files,
      requestedLanguage: example.input.language,
      locale: "en" as const,
      bundle: bundled?.assets ?? null,
    };
    const ports = { pool, clock: () => performance.now(), onProgress: () => undefined };
    return await runGrading(inputs, ports, new AbortController().signal);
  } catch (thrown) {
    const error = toAssayError(thrown);
    if (error.blame !== "student") throw error;
    return { outcome: "rejected", error: explainError(error, "en") };
  }
}

async function writeFolder(example: ReferenceCase): Promise<{ readonly dir: string } & AsyncDisposable> {
  const dir = await mkdtemp(join(tmpdir(), "assay-case-"));
  await writeFile(join(dir, "assignment.json"), definitionText(example));
  for (const [source, bytes] of Object.entries(example.input.s3_objects ?? {})) {
    const file = join(dir, "assets", source);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.from(bytes, "latin1"));
  }
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
