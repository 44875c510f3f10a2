import type { Language } from "#core/assignment/language.ts";
import type { ParameterProblem } from "#core/grading/test-function.ts";

/** A syntax is that of a language: an assignment that names none cannot be analysed. */
export function languageProblems(languages: readonly Language[]): readonly ParameterProblem[] {
  if (languages.length > 0) return [];
  return [
    { path: [], message: "source code is analysed by its language: add 'languages' to the assignment" },
  ];
}
