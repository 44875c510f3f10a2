import type { Assignment, Test } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import { AssayError } from "#core/errors.ts";
import { endsWithOneOf, type FileNeeds } from "#core/grading/file-needs.ts";
import { targetOf } from "#core/grading/files-for.ts";
import { missingRequiredFiles } from "#core/grading/preflight.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { printable } from "#core/submission/printable.ts";
import { templates } from "#core/templates/registry.ts";

/** Of the files that could be meant; more help nobody. */
const SHOWN = 10;

/**
 * Refuses a submission without the files that its language requires and, where the assignment selects files strictly,
 * one of which some test could not tell the file that it is for. It is asked before anything runs.
 *
 * Throws `required_file_missing` with all that are missing, else `unsupported_file_type` or `ambiguous_file_target`
 * with the first test that cannot do with what there is.
 */
export function requireFiles(
  definition: Assignment,
  files: readonly SubmissionFile[],
  language: Language | undefined,
): void {
  const setup = language === undefined ? undefined : definition.setup.languages[language];
  const required = missingRequiredFiles(setup?.requiredFiles ?? [], files);
  const strict = definition.fileSelection === "strict" ? testsOf(definition.criteria) : [];
  const selections = strict.map((test) => ({ test, ...select(test, files, language) }));
  const missing = new Set([...required, ...selections.flatMap((each) => each.missing)]);
  if (missing.size > 0) throw new AssayError("required_file_missing", { paths: [...missing].join(", ") });
  for (const { test, unsupported, candidates } of selections) {
    if (unsupported !== undefined) {
      throw new AssayError("unsupported_file_type", { test: test.name, path: unsupported });
    }
    if (candidates.length > 1) {
      const paths = candidates.slice(0, SHOWN).map(printable).join(", ");
      const more = candidates.length > SHOWN ? ", …" : "";
      throw new AssayError("ambiguous_file_target", { test: test.name, paths: `${paths}${more}` });
    }
  }
}

interface Selection {
  /** Paths, or `*.html` where any would do. */
  readonly missing: readonly string[];
  /** The file that the test names, where it is of a type that the test does not read. */
  readonly unsupported?: string;
  /** More than one where a test for one file would have to choose. */
  readonly candidates: readonly string[];
}

function select(test: Test, files: readonly SubmissionFile[], language: Language | undefined): Selection {
  const needs = templates.get(test.template)?.functions.get(test.type)?.looksAt;
  const paths = files.map(({ path }) => path);
  if (needs?.kind === "named") {
    const named = Object.keys(needs.parameters).map((parameter) => String(test.parameters[parameter]));
    return { missing: named.filter((path) => !paths.includes(path)), candidates: [] };
  }
  const extensions = extensionsOf(needs, language);
  const target = targetOf(test);
  if (target !== undefined) {
    if (!paths.includes(target)) return { missing: [target], candidates: [] };
    const readable = extensions === undefined || endsWithOneOf(target, extensions);
    return { missing: [], candidates: [], ...(readable ? {} : { unsupported: target }) };
  }
  if (extensions === undefined) return { missing: [], candidates: [] };
  const fitting = paths.filter((path) => endsWithOneOf(path, extensions));
  return {
    missing: fitting.length === 0 ? [`*${extensions[0] ?? ""}`] : [],
    candidates: needs?.kind === "one" ? fitting : [],
  };
}

/** Undefined where files of every type will do. */
function extensionsOf(
  needs: Exclude<FileNeeds, { kind: "named" }> | undefined,
  language: Language | undefined,
): readonly string[] | undefined {
  if (needs?.kind === "one") return needs.extensions;
  return needs === undefined || language === undefined ? undefined : needs.extensions[language];
}
