import type { AiJudge } from "#core/ai/verdict.ts";
import type { CommandLimits, Test } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { AssayError } from "#core/errors.ts";
import type { CheckerPort } from "#core/grading/checker-port.ts";
import { filesFor, targetOf } from "#core/grading/files-for.ts";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";
import type { StudentServer } from "#core/grading/server-port.ts";
import type { SyntaxPort } from "#core/grading/syntax-port.ts";
import type { TestVerdict } from "#core/grading/test-function.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { templates } from "#core/templates/registry.ts";

export interface TestEnvironment {
  /** The whole submission. */
  readonly files: readonly SubmissionFile[];
  readonly language: Language | undefined;
  readonly locale: Locale;
  readonly limits: CommandLimits;
  readonly sandbox: SandboxPort;
  /** Absent where nothing runs. */
  readonly checker?: CheckerPort;
  /** Absent where the assignment has none. */
  readonly server?: StudentServer | undefined;
  readonly syntax: SyntaxPort;
  /** Absent where AI is switched off. */
  readonly ai?: AiJudge;
}

/**
 * Runs one test. Whatever the student did is a verdict; a test function that throws, or gives a number that
 * is no score, is `test_function_threw` with the test's id, and never a zero.
 */
export async function runTest(test: Test, environment: TestEnvironment): Promise<TestVerdict> {
  const testFunction = templates.get(test.template)?.functions.get(test.type);
  const parameters = testFunction?.parameters.safeParse(test.parameters);
  if (testFunction === undefined || parameters?.success !== true) {
    const detail = testFunction === undefined ? `no test function '${test.type}'` : "unusable parameters";
    throw new AssayError("release_unusable", { test: test.id, detail }, { cause: parameters?.error });
  }
  const { ai, ...rest } = environment;
  const context = {
    ...rest,
    files: filesFor(test, environment.files),
    target: targetOf(test),
    ...(ai && { ai: () => ai.verdictOf(test.id) }),
  };
  const verdict = await named(test, () => testFunction.run(context, parameters.data));
  if (!(verdict.score >= 0 && verdict.score <= 100)) {
    throw new AssayError("test_function_threw", { test: test.id, detail: `score ${verdict.score}` });
  }
  return verdict;
}

async function named(test: Test, run: () => Promise<TestVerdict>): Promise<TestVerdict> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AssayError) throw error.code === "release_unusable" ? inTest(test, error) : error;
    const detail = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    throw new AssayError("test_function_threw", { test: test.id, detail }, { cause: error });
  }
}

/** What is wrong with a release is easier to find when it says where. */
function inTest({ id }: Test, error: AssayError): AssayError {
  const detail = `the test '${id}': ${error.context["detail"] ?? "no detail"}`;
  return new AssayError(error.code, { ...error.context, test: id, detail }, { cause: error });
}
