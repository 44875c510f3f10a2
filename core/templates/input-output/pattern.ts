import { AssayError } from "#core/errors.ts";
import { withinTime } from "#core/templates/within-time.ts";

/** A pattern that backtracks without end on some content must not stop a host that grades others. */
const MATCH_TIMEOUT_MS = 500;

/**
 * Letters that an escape may have outside Unicode mode. There, any other letter silently stands for itself:
 * `\Z` of other dialects would look for a Z.
 */
const ESCAPED_LETTERS = new Set("bBcdDfknrsStuvwWx");

/** Why a pattern cannot be used, for the instructor who wrote it; undefined when it can. */
export function patternProblem(pattern: string): string | undefined {
  const compiled = flagsFor(pattern);
  return compiled.ok ? undefined : `not a JavaScript regular expression: ${compiled.reason}`;
}

/**
 * Whether a pattern occurs anywhere in a content, within a time that is bounded for any pattern and content.
 * Past it, the pattern is at fault and there is no verdict: `release_unusable`.
 */
export function matchesPattern(pattern: string, content: string): boolean {
  const compiled = flagsFor(pattern);
  if (!compiled.ok) throw new AssayError("release_unusable", { detail: compiled.reason });
  const { source, flags } = compiled;
  const matched = withinTime(MATCH_TIMEOUT_MS, () => testOf(source, flags, content));
  if (matched?.value !== undefined) return matched.value;
  // Without the pattern: a student could have a hidden one shown, by content that it takes long for.
  throw new AssayError("release_unusable", {
    detail: `its pattern took more than ${MATCH_TIMEOUT_MS} ms: remove repeats inside repeats`,
  });
}

/** Undefined where it backtracks beyond the memory for that. */
function testOf(source: string, flags: string, content: string): boolean | undefined {
  try {
    return new RegExp(source, flags).test(content);
  } catch {
    return undefined;
  }
}

type Compiled =
  | { readonly ok: true; readonly source: string; readonly flags: string }
  | { readonly ok: false; readonly reason: string };

/** Unicode mode where the pattern allows it; else the older mode, which also takes escapes such as `\-`. */
function flagsFor(pattern: string): Compiled {
  const { source, flags } = inOurDialect(pattern);
  if (compileError(source, `${flags}u`) === undefined) return { ok: true, source, flags: `${flags}u` };
  const unknown = [...source.matchAll(/\\([^])/g)]
    .map((match) => match[1] ?? "")
    .find((escaped) => /[A-Za-z]/.test(escaped) && !ESCAPED_LETTERS.has(escaped));
  if (unknown !== undefined) return { ok: false, reason: `the escape '\\${unknown}' is not known` };
  const reason = compileError(source, flags);
  return reason === undefined ? { ok: true, source, flags } : { ok: false, reason };
}

/**
 * What the reference system's dialect only spells otherwise: flags at the beginning (`(?im)`), `\A` and `\Z`, and
 * named groups. https://docs.python.org/3/library/re.html#regular-expression-syntax
 */
function inOurDialect(pattern: string): { readonly source: string; readonly flags: string } {
  const [all = "", letters = ""] = /^\(\?([aimsu]+)\)/.exec(pattern) ?? [];
  const source = pattern
    .slice(all.length)
    .replace(/\\([^])|\(\?P<|\(\?P=(\w+)\)/g, (written, escaped?: string, group?: string) => {
      if (escaped !== undefined) return escaped === "A" ? "(?<![^])" : escaped === "Z" ? "(?![^])" : written;
      return group === undefined ? "(?<" : `\\k<${group}>`;
    });
  return { source, flags: ["i", "m", "s"].filter((flag) => letters.includes(flag)).join("") };
}

function compileError(pattern: string, flags: string): string | undefined {
  try {
    return new RegExp(pattern, flags) instanceof RegExp ? undefined : "not a pattern";
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : String(error);
  }
}
