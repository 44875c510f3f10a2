import * as z from "zod";
import type { TestFunction } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { importRule } from "#core/templates/static-analysis/import-rules.ts";
import { judgeSyntax } from "#core/templates/static-analysis/judge-syntax.ts";
import { languageProblems } from "#core/templates/static-analysis/language-problems.ts";
import { lookAtSources } from "#core/templates/static-analysis/sources.ts";

const Library = z.string().trim().min(1, { error: "must name a library" }).max(200);

const parameters = z.strictObject({
  forbidden_imports: z
    .array(Library)
    .max(200)
    .default([])
    .describe("Libraries, e.g. os, java.util, node:fs, math."),
});

/** The submission imports none of some libraries, judged by its syntax. */
export const forbiddenImport: TestFunction<typeof parameters> = {
  name: "forbidden_import",
  asserts: "No source file imports one of `forbidden_imports`, or what is below it.",
  parameters,
  looksAt: lookAtSources,
  check: (_, languages) => languageProblems(languages),
  async run(context, { forbidden_imports }) {
    const say = messagesFor(context.locale).analysis;
    const { language } = context;
    if (forbidden_imports.length === 0) return { score: 100, message: say.nothingForbidden() };
    const forbidden =
      language === undefined
        ? []
        : forbidden_imports.map((library) => ({
            what: library,
            rule: { rule: importRule(library, language) },
          }));
    return await judgeSyntax(context, forbidden, {
      clean: say.noForbiddenImports(),
      found: (values) => say.forbiddenImports(values),
    });
  },
};
