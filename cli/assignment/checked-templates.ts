import type { TemplateRegistry } from "#core/assignment/reading/reading.ts";
import type { Language } from "#core/assignment/language.ts";
import type { ParameterProblem, TestFunction } from "#core/grading/test-function.ts";
import type { SyntaxRule } from "#core/grading/syntax-port.ts";
import { templates } from "#core/templates/registry.ts";
import { syntaxRule } from "#core/templates/static-analysis/custom-rule.ts";
import { forbiddenKeyword, ForbiddenKeywords } from "#core/templates/static-analysis/forbidden-keyword.ts";

/**
 * The templates, with ast-grep rules compiled by ast-grep itself, for an assignment file that has any. Its native
 * library is loaded only then.
 */
export async function templatesFor(assignmentText: string): Promise<TemplateRegistry> {
  if (!assignmentText.includes("custom_ast_grep_rules")) return templates;
  const { ruleProblem } = await import("#runner/analysis/rule-problem.ts");
  return new Map(
    [...templates].map(([name, template]) => {
      const functions = [...template.functions].map(
        ([key, each]) => [key, key === forbiddenKeyword.name ? compiling(each, ruleProblem) : each] as const,
      );
      return [name, { ...template, functions: new Map(functions) }];
    }),
  );
}

type RuleProblem = (rule: SyntaxRule, language: Language) => string | undefined;

function compiling(testFunction: TestFunction, ruleProblem: RuleProblem): TestFunction {
  return {
    ...testFunction,
    check: (parameters, languages) => [
      ...(testFunction.check?.(parameters, languages) ?? []),
      ...problemsOf(ForbiddenKeywords.parse(parameters), languages, ruleProblem),
    ],
  };
}

function problemsOf(
  { custom_ast_grep_rules }: ForbiddenKeywords,
  languages: readonly Language[],
  ruleProblem: RuleProblem,
): ParameterProblem[] {
  return custom_ast_grep_rules.flatMap((given, index) =>
    languages.flatMap((language) => {
      const rule = syntaxRule(given, language);
      const problem = rule === undefined ? undefined : ruleProblem(rule, language);
      if (problem === undefined) return [];
      const message = `ast-grep cannot use this rule for ${language}: ${problem}`;
      return [{ path: ["custom_ast_grep_rules", index], message }];
    }),
  );
}
