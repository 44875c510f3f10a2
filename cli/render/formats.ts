import type { GradingResult } from "#core/grading/result.ts";
import { renderGradescope } from "#core/report/gradescope.ts";
import { renderHtml } from "#core/report/html.ts";
import { renderJunit } from "#core/report/junit.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { type OutcomeSources, renderOutcomeV1 } from "#core/report/outcome-v1.ts";

/** Every form in which a result can be printed besides the report for a terminal, by the name of its option. */
export const formats: Readonly<Record<string, (result: GradingResult, sources: OutcomeSources) => string>> = {
  result: (result) => JSON.stringify(result, null, 2),
  "outcome-v1": renderOutcomeV1,
  junit: renderJunit,
  gradescope: renderGradescope,
  markdown: renderMarkdown,
  html: renderHtml,
};
