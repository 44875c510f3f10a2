import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";

// A pattern the linter cannot compile switches its whole rule off without a word: so each rule is seen to bite.
const forbidden = [
  ["core/a.ts", "node:fs"],
  ["core/a.ts", "node:child_process"],
  ["core/a.ts", "@aws-sdk/client-s3"],
  ["core/a.ts", "#runner/main.ts"],
  ["core/grading/a.ts", "#lambdas/events/s3-object-created.ts"],
  ["core/grading/a.ts", "../errors.ts"],
  ["core/a.ts", "@ast-grep/napi"],
  ["lambdas/a/b.ts", "@ast-grep/napi"],
  ["lambdas/a/b.ts", "#runner/settings.ts"],
  ["lambdas/a/b.ts", "aws-cdk-lib"],
  ["sandbox-runner/a.ts", "#lambdas/events/s3-object-created.ts"],
  ["sandbox-runner/a.ts", "@middy/core"],
  ["sandbox-runner/a.ts", "#cli/main.ts"],
  ["lib/a.ts", "#core/grading/result.ts"],
  ["lib/a.ts", "#lambdas/events/s3-object-created.ts"],
  ["bin/a.ts", "#runner/settings.ts"],
  ["cli/a.ts", "#lambdas/events/s3-object-created.ts"],
  ["cli/a.ts", "aws-cdk-lib"],
  ["cli/a.ts", "#runner/main.ts"],
] as const;

const allowed = [
  ["core/a.ts", "#core/errors.ts"],
  ["core/a.ts", "node:crypto"],
  ["core/a.ts", "zod"],
  ["lambdas/a/b.ts", "#core/errors.ts"],
  ["lambdas/a/b.ts", "#lambdas/batch/sqs-batch-handler.ts"],
  ["lambdas/a/b.ts", "@aws-sdk/client-s3"],
  ["sandbox-runner/a.ts", "#runner/settings.ts"],
  ["sandbox-runner/a.ts", "node:fs"],
  ["lib/a.ts", "#core/limits.ts"],
  ["lib/a.ts", "aws-cdk-lib"],
  ["cli/a.ts", "#runner/sandbox/open-pool.ts"],
] as const;

const Findings = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

let refused: ReadonlySet<string>;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "import-rules-"));
  await copyFile(".oxlintrc.json", join(root, ".oxlintrc.json"));
  for (const [index, [path, specifier]] of [...forbidden, ...allowed].entries()) {
    const file = join(root, planted(path, index));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import * as it from "${specifier}";\nexport const used = it;\n`);
  }
  refused = await lint(root);
});

afterAll(() => rm(root, { recursive: true }));

it.each(forbidden.map(([path, specifier], index) => ({ path, specifier, index })))(
  "refuses $specifier in $path",
  ({ path, index }) => {
    expect(refused).toContain(planted(path, index));
  },
);

it.each(allowed.map(([path, specifier], index) => ({ path, specifier, index: index + forbidden.length })))(
  "allows $specifier in $path",
  ({ path, index }) => {
    expect(refused).not.toContain(planted(path, index));
  },
);

function planted(path: string, index: number): string {
  return path.replace(/\.ts$/, `${index}.ts`);
}

async function lint(directory: string): Promise<ReadonlySet<string>> {
  const oxlint = join(process.cwd(), "node_modules/oxlint/bin/oxlint");
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [oxlint, "--format=json"], { cwd: directory }, (_, stdout) => resolve(stdout));
  });
  const { diagnostics } = Findings.parse(JSON.parse(output));
  return new Set(
    diagnostics.filter(({ code }) => code.includes("no-restricted-imports")).map(({ filename }) => filename),
  );
}
