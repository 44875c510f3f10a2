import type * as z from "zod";
import type { Language } from "#core/assignment/language.ts";
import type { SyntaxPort } from "#core/grading/syntax-port.ts";
import type { TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import type { Locale } from "#core/locales/locale.ts";
import { noSandbox } from "#runner/grade/no-sandbox.ts";
import { limits } from "#test/unit/core/scripted-sandbox.ts";

export interface Judged {
  readonly syntax: SyntaxPort;
  readonly language: Language;
  /** Texts by their paths. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly target?: string;
  readonly locale?: Locale;
}

/** What a source file of each language may be called. */
export const fileOf: Readonly<Record<Language, string>> = {
  python: "main.py",
  java: "Main.java",
  node: "index.js",
  cpp: "main.cpp",
  c: "main.c",
};

/** The verdict of a test function, on a real search of the syntax. */
export function judge<Schema extends z.ZodType>(
  testFunction: TestFunction<Schema>,
  parameters: unknown,
  { syntax, language, files, target, locale = "en" }: Judged,
): Promise<TestVerdict> {
  const submitted = Object.entries(files)
    .filter(([path]) => target === undefined || path === target)
    .map(([path, content]) => ({ path, content: Buffer.from(content), executable: false }));
  const context = { files: submitted, language, target, locale, limits, sandbox: noSandbox, syntax };
  return testFunction.run(context, testFunction.parameters.parse(parameters));
}
