import type { Assignment } from "#core/assignment/assignment.ts";
import { type Language, sourceExtensions } from "#core/assignment/language.ts";
import { AssayError } from "#core/errors.ts";
import { missingRequiredFiles } from "#core/grading/preflight.ts";
import type { SubmissionFile } from "#core/submission/file.ts";

/** What a requested language may hold in a message; it comes from an upload's metadata. */
const SHOWN_CHARACTERS = 32;

/**
 * The language a submission is graded in: as requested, else the assignment's only one, else the one that the
 * files tell; none where the assignment names none. Throws `language_not_allowed` or `language_required`, the
 * latter with the candidates.
 */
export function selectLanguage(
  requested: string | undefined,
  definition: Assignment,
  files: readonly SubmissionFile[],
): Language | undefined {
  if (definition.languages.length === 0) return undefined;
  if (requested !== undefined && requested.trim() !== "") return allowed(requested, definition.languages);
  const [first, ...others] = definition.languages;
  if (first !== undefined && others.length === 0) return first;

  const written = definition.languages.filter((language) => hasSource(language, files));
  const complete = written.filter((language) => hasRequired(language, definition, files));
  const [told] = written.length === 1 ? written : complete.length === 1 ? complete : [];
  if (told !== undefined) return told;
  // Nothing was recognised: a missing file is the better explanation than a missing language.
  if (written.length === 0 && first !== undefined && !hasRequired(first, definition, files)) return first;
  const candidates = written.length === 0 ? definition.languages : written;
  throw new AssayError("language_required", { candidates: candidates.join(", ") });
}

function allowed(requested: string, languages: readonly Language[]): Language {
  const wanted = requested.trim().toLowerCase();
  const language = languages.find((each) => each === wanted);
  if (language !== undefined) return language;
  throw new AssayError("language_not_allowed", {
    requested: wanted.slice(0, SHOWN_CHARACTERS),
    allowed: languages.join(", "),
  });
}

function hasSource(language: Language, files: readonly SubmissionFile[]): boolean {
  return files.some(({ path }) =>
    sourceExtensions[language].some((extension) => path.toLowerCase().endsWith(extension)),
  );
}

function hasRequired(language: Language, definition: Assignment, files: readonly SubmissionFile[]): boolean {
  const required = definition.setup.languages[language]?.requiredFiles ?? [];
  return missingRequiredFiles(required, files).length === 0;
}
