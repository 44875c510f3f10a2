import type { Assignment } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import { templates } from "#core/templates/registry.ts";

/**
 * Whether a grading runs anything: a test whose template does, a setup command of the submission's language,
 * or an asset to put somewhere. Without any of these, the host only reads the submitted files.
 */
export function needsSandbox(
  { criteria, setup }: Assignment,
  language: Language | undefined,
  registry: typeof templates = templates,
): boolean {
  const commands = language === undefined ? [] : (setup.languages[language]?.setupCommands ?? []);
  if (setup.assets.length > 0 || commands.length > 0) return true;
  return testsOf(criteria).some(({ template }) => registry.get(template)?.requiresSandbox !== false);
}
