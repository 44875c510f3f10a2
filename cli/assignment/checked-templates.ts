import type { TemplateRegistry } from "#core/assignment/reading/reading.ts";
import { templates } from "#core/templates/registry.ts";
import { withRuleProblems } from "#core/templates/static-analysis/rule-check.ts";

/**
 * The templates, with ast-grep rules compiled by ast-grep itself, for an assignment file that has any. Its native
 * library is loaded only then.
 */
export async function templatesFor(assignmentText: string): Promise<TemplateRegistry> {
  if (!assignmentText.includes("custom_ast_grep_rules")) return templates;
  const { ruleProblem } = await import("#runner/analysis/rule-problem.ts");
  return withRuleProblems(templates, ruleProblem);
}
