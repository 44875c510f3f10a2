import { expect } from "vitest";
import type { TestVerdict } from "#core/grading/test-function.ts";
import { runTest } from "#core/grading/run-test.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { templates } from "#core/templates/registry.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { testNamed } from "#test/unit/core/criteria.ts";

export interface Judged {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly file?: string;
  readonly locale?: Locale;
}

/** The verdict of a test of the template on some files. */
export async function judge(
  type: string,
  parameters: Readonly<Record<string, unknown>>,
  { files, file, locale = "en" }: Judged,
): Promise<TestVerdict> {
  const given = templates.get("webdev")?.functions.get(type)?.parameters.parse(parameters);
  const test = testNamed(type, {
    type,
    template: "webdev",
    parameters: { ...Object(given) },
    ...(file === undefined ? {} : { file }),
  });
  return await runTest(test, {
    files: Object.entries(files).map(([path, content]) => submitted(path, content)),
    language: undefined,
    locale,
    limits: commandLimitDefaults,
    sandbox: { run: neverAsked, readFile: neverAsked, ask: neverAsked },
    syntax: noSyntax,
  });
}

export function submitted(path: string, content: string | Uint8Array): SubmissionFile {
  return { path, content: Buffer.from(content), executable: false };
}

function neverAsked(): never {
  return expect.fail("asked a sandbox");
}
