/** More than this of what a program said as it failed is not read. */
const MAX_LINES = 40;

/** Where runtimes and sanitizers begin to tell of the error that ended the program; the last one did. */
const CRASH =
  /^(?:Traceback \(most recent call last\):|Exception in thread |==\d+==\s?ERROR: |Uncaught |panic: |terminate called |\S+:\d+\n)|^[^\s:]+:\d+:\d+: runtime error: /gm;

/** Where compilers do; the first one causes many of the others. */
const DIAGNOSTIC = /^.*\b(?:fatal )?error\b.*$/im;

/**
 * The part of a standard error that tells most about a failure: a traceback, a report of a sanitizer,
 * the first errors of a compiler, or else its end. It is chosen by what it looks like, so it decides nothing.
 */
export function stderrExcerpt(text: string): { readonly text: string; readonly whole: boolean } {
  const lines = text.split("\n");
  if (lines.length <= MAX_LINES) return { text, whole: true };
  const crash = [...text.matchAll(CRASH)].at(-1);
  if (crash !== undefined) return { text: bothEnds(text.slice(crash.index)), whole: false };
  const diagnostic = DIAGNOSTIC.exec(text);
  const part = diagnostic === null ? lines.slice(-MAX_LINES) : text.slice(diagnostic.index).split("\n");
  return { text: part.slice(0, MAX_LINES).join("\n"), whole: false };
}

/** A long traceback begins with where and ends with what. */
function bothEnds(text: string): string {
  const lines = text.split("\n");
  if (lines.length <= MAX_LINES) return text;
  return [...lines.slice(0, MAX_LINES / 2), "…", ...lines.slice(-MAX_LINES / 2)].join("\n");
}
