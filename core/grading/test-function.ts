import type * as z from "zod";
import type { AiVerdict } from "#core/ai/verdict.ts";
import type { CommandLimits } from "#core/assignment/assignment.ts";
import type { CheckerPort } from "#core/grading/checker-port.ts";
import type { FileNeeds } from "#core/grading/file-needs.ts";
import type { Language } from "#core/assignment/language.ts";
import type { CommandOutcome, SandboxPort } from "#core/grading/sandbox-port.ts";
import type { StudentServer } from "#core/grading/server-port.ts";
import type { SyntaxPort } from "#core/grading/syntax-port.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { SubmissionFile } from "#core/submission/file.ts";

/**
 * A named, parameterised check of a template. It returns a verdict for whatever a student did;
 * if it throws, that is the platform's fault and never a student's zero.
 */
export interface TestFunction<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** What must be for its points, in one line, for the page on the assignment format. */
  readonly asserts: string;
  readonly parameters: Schema;
  /** What the schema alone cannot say, e.g. a command map that leaves out a language. Asked at publish. */
  check?(parameters: z.output<Schema>, languages: readonly Language[]): readonly ParameterProblem[];
  /** What to ask a language model about the files, of a test that needs its verdict. */
  aiQuestion?(parameters: z.output<Schema>): string;
  /** Absent where any files will do, or none. */
  readonly looksAt?: FileNeeds;
  /** Submitted files and folders (with a slash at the end) that the parameters name. */
  paths?(parameters: z.output<Schema>): readonly string[];
  run(context: TestContext, parameters: z.output<Schema>): Promise<TestVerdict>;
}

export interface ParameterProblem {
  /** Below the test's parameters. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Of the finding, `invalid_parameter` unless said. */
  readonly code?: "missing_language_command";
}

export interface TestContext {
  /** The files this test may look at, already narrowed by its `file`. */
  readonly files: readonly SubmissionFile[];
  /** The only file that the test names, submitted or not. */
  readonly target?: string | undefined;
  /** Undefined where the assignment names no languages, which no template with a sandbox allows. */
  readonly language: Language | undefined;
  readonly locale: Locale;
  readonly limits: CommandLimits;
  readonly sandbox: SandboxPort;
  /** Absent where nothing runs. */
  readonly checker?: CheckerPort;
  /** How to start the student's server; absent where the assignment has none. */
  readonly server?: StudentServer | undefined;
  readonly syntax: SyntaxPort;
  /** The verdict on the test's `aiQuestion`; absent where AI is switched off. */
  readonly ai?: () => Promise<AiVerdict>;
}

export interface TestVerdict {
  /** 0 to 100. */
  readonly score: number;
  /** One paragraph in the student's language: what was looked for and what was found. */
  readonly message: string;
  /** The command's facts, where the test ran one. */
  readonly outcome?: CommandOutcome;
  /** What was expected and what came instead, where that is the point; `lines` when they were compared as a whole. */
  readonly comparison?: {
    readonly expected: string;
    readonly actual: string;
    readonly lines?: "exact" | "normalised";
  };
}

/** A named registry of test functions. */
export interface Template {
  readonly name: string;
  readonly requiresSandbox: boolean;
  readonly functions: ReadonlyMap<string, TestFunction>;
}
