import type { Language } from "#core/assignment/language.ts";
import { AssayError } from "#core/errors.ts";
import { endsWithOneOf, type FileNeeds } from "#core/grading/file-needs.ts";
import type { SourceText } from "#core/grading/syntax-port.ts";
import type { TestContext, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { printable } from "#core/submission/printable.ts";
import { asCompiled } from "#core/templates/static-analysis/as-compiled.ts";
import { declaredEncoding, decoded } from "#core/templates/static-analysis/declared-encoding.ts";

/** What a parser is given at once; the largest programs of courses have a hundredth of it. */
const SOURCE_BYTES = 4 * 1024 * 1024;

/** Of the files that a compiler or an interpreter of the language reads, headers too. */
const sourceExtensions: Readonly<Record<Language, readonly string[]>> = {
  python: [".py", ".pyw"],
  java: [".java"],
  node: [".js", ".mjs", ".cjs", ".jsx"],
  cpp: [".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".h", ".c", ".ipp", ".tpp", ".inl"],
  c: [".c", ".h"],
};

/** What tests of the syntax look at. */
export const lookAtSources: FileNeeds = { kind: "sources", extensions: sourceExtensions };

export type Sources =
  | { readonly ok: true; readonly language: Language; readonly files: readonly SourceText[] }
  /** There is nothing that could be analysed, so nothing was seen to keep the rules. */
  | { readonly ok: false; readonly verdict: TestVerdict };

/** The source files that a test looks at: the one it names, whatever its extension, else all of the language. */
export function sourcesOf({ files, target, language, locale }: TestContext): Sources {
  const say = messagesFor(locale).analysis;
  if (language === undefined)
    throw new AssayError("release_unusable", { detail: "the assignment has no language" });
  const extensions = sourceExtensions[language];
  const looked = target === undefined ? files.filter(({ path }) => endsWithOneOf(path, extensions)) : files;
  if (looked.length === 0) {
    const message =
      target === undefined
        ? say.noSourceFiles({ language, extensions })
        : say.targetMissing({ path: printable(target) });
    return { ok: false, verdict: { score: 0, message } };
  }
  const bytes = looked.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > SOURCE_BYTES) {
    return { ok: false, verdict: { score: 0, message: say.tooMuchSource({ limitBytes: SOURCE_BYTES }) } };
  }
  const texts: SourceText[] = [];
  for (const { path, content } of looked) {
    const encoding = language === "python" ? declaredEncoding(content) : "utf-8";
    const text = decoded(content, encoding);
    if (text === undefined) {
      const message = say.unknownEncoding({ path: printable(path), encoding: encoding.slice(0, 40) });
      return { ok: false, verdict: { score: 0, message } };
    }
    texts.push({ path, text: asCompiled(text, language) });
  }
  return { ok: true, language, files: texts };
}
