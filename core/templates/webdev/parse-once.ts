import { createContext, Script } from "node:vm";
import type { SubmissionFile } from "#core/submission/file.ts";
import { gradingLimits } from "#core/limits.ts";
import { decodeText } from "#core/templates/input-output/decode-text.ts";

/** A file as a test reads it, or why it cannot be read. The latter is the student's, never the platform's. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: FileProblem };

export type FileProblem =
  | { readonly kind: "too-large" }
  /** Nested beyond the stack. */
  | { readonly kind: "too-deep" }
  | { readonly kind: "too-slow" }
  | { readonly kind: "syntax"; readonly line: number };

/** A hundred times what an honest file of the largest size takes; a crafted one must not stop a host for longer. */
const PARSE_TIMEOUT_MS = 2_000;

const script = new Script("work()");

/** Reads a file the first time it is asked to and remembers what came of it: forty tests may look at one page. */
export function parseOnce<T>(parse: (text: string) => T): (file: SubmissionFile) => Parsed<T> {
  const known = new WeakMap<SubmissionFile, Parsed<T>>();
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const parsed = parseGuarded(file, parse);
    known.set(file, parsed);
    return parsed;
  };
}

function parseGuarded<T>({ content }: SubmissionFile, parse: (text: string) => T): Parsed<T> {
  if (content.byteLength > gradingLimits.parsedFileBytes) return failed({ kind: "too-large" });
  const text = decodeText(content);
  const values: T[] = [];
  try {
    // The timer of a script also ends what it calls here.
    const context = createContext({ work: () => void values.push(parse(text)) });
    script.runInContext(context, { timeout: PARSE_TIMEOUT_MS });
  } catch (error) {
    return failed(explain(error));
  }
  return values.map((value) => ({ ok: true as const, value }))[0] ?? failed({ kind: "too-slow" });
}

function explain(error: unknown): FileProblem {
  if (error instanceof RangeError || isStackOverflow(error)) return { kind: "too-deep" };
  if (error instanceof SyntaxError) return { kind: "syntax", line: lineOf(error) };
  // It is an error of the other context, so no instance of ours.
  const timedOut =
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
  if (timedOut) return { kind: "too-slow" };
  throw error;
}

/** acorn reports an exhausted stack as an error of the syntax. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof SyntaxError && error.message.startsWith("Not enough stack space");
}

/** acorn adds the place to its errors. */
function lineOf(error: SyntaxError): number {
  if (!("loc" in error) || typeof error.loc !== "object" || error.loc === null) return 1;
  return "line" in error.loc && typeof error.loc.line === "number" ? error.loc.line : 1;
}

function failed(problem: FileProblem): Parsed<never> {
  return { ok: false, problem };
}
