import type { SyntaxRule } from "#core/grading/syntax-port.ts";
import type { TestContext, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { printable } from "#core/submission/printable.ts";
import { sourcesOf } from "#core/templates/static-analysis/sources.ts";

/** Something forbidden: how it is called where people read it, and what finds it. */
export interface Forbidden {
  readonly what: string;
  readonly rule: SyntaxRule;
}

/** What a verdict says. */
export interface Words {
  readonly clean: string;
  /** `more` places are left out. */
  readonly found: (values: { readonly places: readonly string[]; readonly more: number }) => string;
}

const PLACES_SHOWN = 10;

/** 100 when no source file of the submission has any of what is forbidden, else 0 with the places. */
export async function judgeSyntax(
  context: TestContext,
  forbidden: readonly Forbidden[],
  { clean, found }: Words,
): Promise<TestVerdict> {
  const say = messagesFor(context.locale).analysis;
  const sources = sourcesOf(context);
  if (!sources.ok) return sources.verdict;
  const { language, files } = sources;
  const rules = forbidden.map(({ rule }) => rule);
  const result = await context.syntax.search({ language, files, rules });
  if (result.kind === "unreadable")
    return { score: 0, message: say.unreadable({ path: printable(result.path) }) };
  if (result.total === 0) return { score: 100, message: clean };
  const shown = result.matches.slice(0, PLACES_SHOWN);
  const places = shown.map(({ rule, path, line }) =>
    say.place({ what: forbidden[rule]?.what ?? "", path: printable(path), line }),
  );
  return { score: 0, message: found({ places, more: result.total - shown.length }) };
}
