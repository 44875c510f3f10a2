import type { SubmissionFile } from "#core/submission/file.ts";
import { gradingLimits } from "#core/limits.ts";
import { decodeText } from "#core/templates/input-output/decode-text.ts";
import { withinTime } from "#core/templates/within-time.ts";

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
  try {
    const parsed = withinTime(PARSE_TIMEOUT_MS, () => parse(text));
    return parsed === undefined ? failed({ kind: "too-slow" }) : { ok: true, value: parsed.value };
  } catch (error) {
    return failed(explain(error));
  }
}

function explain(error: unknown): FileProblem {
  if (error instanceof RangeError || isStackOverflow(error)) return { kind: "too-deep" };
  if (error instanceof SyntaxError) return { kind: "syntax", line: lineOf(error) };
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
