import type { AnalysisMessages } from "#core/locales/analysis-messages.ts";
import { size } from "#core/locales/units.ts";

export const analysis: AnalysisMessages = {
  nothingForbidden: () => "This test forbids nothing.",
  targetMissing: ({ path }) =>
    `There is no file '${path}' in your submission, so there was nothing to check. Check its name, upper and lower case too.`,
  noSourceFiles: ({ language, extensions }) =>
    `Your submission has no source file in ${language} (${extensions.join(", ")}), so there was nothing to check.`,
  tooMuchSource: ({ limitBytes }) =>
    `Your source files together have more than ${size(limitBytes, "en")}, which is more than is analysed. Leave out libraries and generated files.`,
  unknownEncoding: ({ path, encoding }) =>
    `The file '${path}' says that it is encoded in '${encoding}', which is not read here, so there was nothing to check. Save it as UTF-8, without such a line.`,
  unreadable: ({ path }) =>
    `The file '${path}' could not be analysed: the parser does not get through it. Look for thousands of brackets that are never closed, and leave out generated files.`,
  noForbiddenImports: () => "No forbidden import was found.",
  forbiddenImports: ({ places, more }) =>
    `What is imported here is forbidden: ${places.join(", ")}${andMore(more)}.`,
  noForbiddenSyntax: () => "Nothing forbidden was found in the source code.",
  forbiddenSyntax: ({ places, more }) =>
    `What is used here is forbidden: ${places.join(", ")}${andMore(more)}.`,
  place: ({ what, path, line }) => `${what} (${path}, line ${line})`,
  unnamedRule: ({ number }) => `rule ${number}`,
};

function andMore(more: number): string {
  return more === 0 ? "" : ` and ${more} more`;
}
