import { addAbortListener } from "node:events";
import type { LanguageRule } from "#core/templates/static-analysis/rule-check.ts";
import { searchLimits, SILENCE_MS } from "./open-syntax-search.ts";
import { inOneLine } from "./in-one-line.ts";
import { openSearchSession, type SearchSession } from "./search-session.ts";
import { startSearchProcess } from "./start-search-process.ts";

/** Each takes about a millisecond of the time that a process has. */
const RULES_PER_PROCESS = 500;

/**
 * The rules that ast-grep cannot use, and why. They are compiled in a process of their own, as when they are searched
 * with: a rule it does not survive is one that cannot be used. Rejects with `analysis_unavailable` for the platform's
 * own faults, and with the signal's reason.
 */
export async function checkRules(
  rules: readonly LanguageRule[],
  signal: AbortSignal,
): Promise<(LanguageRule & { readonly problem: string })[]> {
  const problems: (LanguageRule & { readonly problem: string })[] = [];
  for (let start = 0; start < rules.length;) {
    signal.throwIfAborted();
    const child = startSearchProcess(searchLimits);
    using _ = addAbortListener(signal, () => child.kill());
    await using session = openSearchSession(child, SILENCE_MS);
    const end = Math.min(start + RULES_PER_PROCESS, rules.length);
    while (start < end) {
      const each = rules[start++];
      if (each === undefined) break;
      const problem = await problemOf(session, each, signal);
      if (problem !== undefined) problems.push({ ...each, problem: problem.message });
      if (problem?.died === true) break;
    }
  }
  return problems;
}

async function problemOf(session: SearchSession, { rule, language }: LanguageRule, signal: AbortSignal) {
  try {
    const answer = await session.ask(JSON.stringify({ language, files: [], rules: [rule] }));
    if (answer.kind === "searched") return undefined;
    if (answer.kind === "bad-rule") return { message: inOneLine(answer.message), died: false };
    return { message: "it does not survive it", died: true };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
