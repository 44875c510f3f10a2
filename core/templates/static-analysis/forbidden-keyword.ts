import * as z from "zod";
import type { Language } from "#core/assignment/language.ts";
import { suggest } from "#core/assignment/reading/closest.ts";
import type { ParameterProblem, TestFunction } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { CustomRule, syntaxRule } from "#core/templates/static-analysis/custom-rule.ts";
import { type Forbidden, judgeSyntax } from "#core/templates/static-analysis/judge-syntax.ts";
import { keywordRule, keywords } from "#core/templates/static-analysis/keywords.ts";
import { languageProblems } from "#core/templates/static-analysis/language-problems.ts";
import { lookAtSources } from "#core/templates/static-analysis/sources.ts";

export const ForbiddenKeywords = z.strictObject({
  forbidden_keywords: z
    .array(z.string())
    .max(50)
    .default([])
    .describe("e.g. for_loop, while_loop, eval_call."),
  custom_ast_grep_rules: z
    .array(CustomRule)
    .max(50)
    .default([])
    .describe("ast-grep rules; what they find is forbidden."),
});
export type ForbiddenKeywords = z.infer<typeof ForbiddenKeywords>;

/** The submission uses none of some constructs of its language, judged by its syntax. */
export const forbiddenKeyword: TestFunction<typeof ForbiddenKeywords> = {
  name: "forbidden_keyword",
  asserts: "No source file has one of `forbidden_keywords`, or what a rule of `custom_ast_grep_rules` finds.",
  parameters: ForbiddenKeywords,
  looksAt: lookAtSources,
  check: (parameters, languages) => [
    ...languageProblems(languages),
    ...parameters.forbidden_keywords.flatMap((keyword, index) => keywordProblem(keyword, index, languages)),
  ],
  async run(context, parameters) {
    const say = messagesFor(context.locale).analysis;
    const { language } = context;
    const unnamed = (number: number) => say.unnamedRule({ number });
    const forbidden = language === undefined ? [] : forbiddenIn(parameters, language, unnamed);
    if (forbidden.length === 0) return { score: 100, message: say.nothingForbidden() };
    return await judgeSyntax(context, forbidden, {
      clean: say.noForbiddenSyntax(),
      found: (values) => say.forbiddenSyntax(values),
    });
  },
};

function forbiddenIn(
  { forbidden_keywords, custom_ast_grep_rules }: ForbiddenKeywords,
  language: Language,
  unnamed: (number: number) => string,
): Forbidden[] {
  const named = forbidden_keywords.flatMap((keyword) => {
    const rule = keywordRule(keyword, language);
    return rule === undefined ? [] : [{ what: keyword, rule }];
  });
  const own = custom_ast_grep_rules.flatMap((given, index) => {
    const rule = syntaxRule(given, language);
    return rule === undefined ? [] : [{ what: given.message ?? given.id ?? unnamed(index + 1), rule }];
  });
  return [...named, ...own];
}

/** A keyword that only some of the languages have is no mistake: the others cannot use it. */
function keywordProblem(keyword: string, index: number, languages: readonly Language[]): ParameterProblem[] {
  if (languages.length === 0 || languages.some((language) => keywordRule(keyword, language))) return [];
  const known = [...new Set(languages.flatMap((language) => Object.keys(keywords[language])))];
  const shown = keyword.slice(0, 40);
  const message = `'${shown}' is nothing that can be forbidden in ${languages.join(", ")}; ${suggest(keyword, known)}`;
  return [{ path: ["forbidden_keywords", index], message }];
}
