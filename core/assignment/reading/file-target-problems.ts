import type { Language } from "#core/assignment/language.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { endsWithOneOf, type FileNeeds } from "#core/grading/file-needs.ts";

interface FileTargetProblem {
  readonly code: "unsupported_file_type" | "file_target_conflict";
  /** The parameter that names a file; undefined is the test's own `file`. */
  readonly parameter: string | undefined;
  readonly message: string;
}

/** What no submission could ever satisfy of the files that a test names, under the strict selection of files. */
export function fileTargetProblems(
  needs: FileNeeds,
  named: {
    readonly file: string | undefined;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly languages: readonly Language[];
  },
): FileTargetProblem[] {
  const { file, parameters, languages } = named;
  if (needs.kind === "named") return inParameters(needs.parameters, { file, parameters });
  const extensions =
    needs.kind === "one" ? needs.extensions : languages.flatMap((language) => needs.extensions[language]);
  return file === undefined ? [] : unsupported(undefined, file, extensions);
}

function inParameters(
  wanted: Readonly<Record<string, readonly string[]>>,
  given: { readonly file: string | undefined; readonly parameters: Readonly<Record<string, unknown>> },
): FileTargetProblem[] {
  const { file } = given;
  const named = Object.entries(wanted).flatMap(([parameter, extensions]) => {
    const path = given.parameters[parameter];
    return typeof path === "string" ? [{ parameter, path, extensions }] : [];
  });
  const problems = named.flatMap(({ parameter, path, extensions }) =>
    unsupported(parameter, path, extensions),
  );
  const others = named.filter(({ path }) => path !== file).map(({ parameter }) => `'${parameter}'`);
  if (file === undefined || others.length === 0) return problems;
  const message = `${quoted(file)} is not what ${others.join(" and ")} of this test name; leave 'file' out`;
  return [...problems, { code: "file_target_conflict", parameter: undefined, message }];
}

function unsupported(
  parameter: string | undefined,
  path: string,
  extensions: readonly string[],
): FileTargetProblem[] {
  if (endsWithOneOf(path, extensions)) return [];
  const message = `${quoted(path)} is of a type that this test does not read; name a file that ends with ${extensions.join(", ")}`;
  return [{ code: "unsupported_file_type", parameter, message }];
}
