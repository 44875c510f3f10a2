import { expect, it } from "vitest";
import type { LanguageRule } from "#core/templates/static-analysis/rule-check.ts";
import { checkRules } from "#runner/analysis/check-rules.ts";
import { ruleProblem } from "#runner/analysis/rule-problem.ts";

const { signal } = new AbortController();

const good: LanguageRule = { rule: { rule: { pattern: "print($$$)" } }, language: "python" };
const bad: readonly LanguageRule[] = [
  { rule: { rule: { kind: "no_such_kind" } }, language: "python" },
  { rule: { rule: { kind: "goto_statement" } }, language: "java" },
  { rule: { rule: { regex: "(" } }, language: "c" },
  { rule: { rule: { matches: "nothing" } }, language: "cpp" },
  { rule: { rule: { pattern: "$$$", constraints: {} } }, language: "node" },
];

it("refuses what ast-grep itself refuses, in its words, and nothing else", async () => {
  const rules = [good, ...bad, { rule: { rule: { kind: "goto_statement" } }, language: "c" as const }];
  const expected = rules.flatMap(({ rule, language }) => {
    const problem = ruleProblem(rule, language);
    return problem === undefined ? [] : [{ rule, language, problem }];
  });

  const found = await checkRules(rules, signal);

  expect(found).toEqual(expected);
  expect(found.length).toBeGreaterThanOrEqual(4);
  expect(found[0]?.problem).toMatch(/^[^\n]*Kind `no_such_kind` is invalid/);
});

it("ends when it is cancelled", async () => {
  const cancelled = AbortSignal.abort(new Error("no longer wanted"));

  await expect(checkRules([good], cancelled)).rejects.toThrow("no longer wanted");
});
