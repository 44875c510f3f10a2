import type { Assignment } from "#core/assignment/assignment.ts";
import { canonicalJson } from "#core/assignment/canonical-json.ts";
import type { Language } from "#core/assignment/language.ts";
import type { TemplateRegistry } from "#core/assignment/reading/reading.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import type { SyntaxRule } from "#core/grading/syntax-port.ts";
import type { ParameterProblem, TestFunction } from "#core/grading/test-function.ts";
import { sha256Hex } from "#core/submission/ids.ts";
import { syntaxRule } from "#core/templates/static-analysis/custom-rule.ts";
import { forbiddenKeyword, ForbiddenKeywords } from "#core/templates/static-analysis/forbidden-keyword.ts";

/** What only ast-grep itself can tell of a rule: why it cannot be used for a language; undefined when it can. */
export type RuleProblem = (rule: SyntaxRule, language: Language) => string | undefined;

export interface LanguageRule {
  readonly rule: SyntaxRule;
  readonly language: Language;
}

/** The instructor's own rules, in each language that they are for, each once. */
export function customRules({ criteria, languages }: Assignment): LanguageRule[] {
  const tests = testsOf(criteria).filter(({ type }) => type === forbiddenKeyword.name);
  const all = tests.flatMap(({ parameters }) => rulesIn(ForbiddenKeywords.parse(parameters), languages));
  return [...new Map(all.map((each) => [ruleKey(each.rule, each.language), each])).values()];
}

/** The same for the same rule, however it is written. */
export function ruleKey(rule: SyntaxRule, language: Language): string {
  return sha256Hex(canonicalJson({ rule, language })).slice(0, 24);
}

/** The templates, with which the reader of an assignment also reports rules that cannot be used. */
export function withRuleProblems(templates: TemplateRegistry, ruleProblem: RuleProblem): TemplateRegistry {
  return new Map(
    [...templates].map(([name, template]) => {
      const functions = [...template.functions].map(
        ([key, each]) => [key, key === forbiddenKeyword.name ? reporting(each, ruleProblem) : each] as const,
      );
      return [name, { ...template, functions: new Map(functions) }];
    }),
  );
}

function reporting(testFunction: TestFunction, ruleProblem: RuleProblem): TestFunction {
  return {
    ...testFunction,
    check: (parameters, languages) => [
      ...(testFunction.check?.(parameters, languages) ?? []),
      ...problemsIn(ForbiddenKeywords.parse(parameters), languages, ruleProblem),
    ],
  };
}

function problemsIn(
  parameters: ForbiddenKeywords,
  languages: readonly Language[],
  ruleProblem: RuleProblem,
): ParameterProblem[] {
  return rulesIn(parameters, languages).flatMap(({ rule, language, index }) => {
    const problem = ruleProblem(rule, language);
    if (problem === undefined) return [];
    const message = `ast-grep cannot use this rule for ${language}: ${problem}`;
    return [{ path: ["custom_ast_grep_rules", index], message }];
  });
}

function rulesIn({ custom_ast_grep_rules: given }: ForbiddenKeywords, languages: readonly Language[]) {
  return given.flatMap((custom, index) =>
    languages.flatMap((language) => {
      const rule = syntaxRule(custom, language);
      return rule === undefined ? [] : [{ rule, language, index }];
    }),
  );
}
