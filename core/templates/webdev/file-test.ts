import type * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import type { WebdevMessages } from "#core/locales/webdev-messages.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { type HtmlDocument, readHtml } from "#core/templates/webdev/html/html-document.ts";
import { readStyleSheet, type StyleSheet } from "#core/templates/webdev/css/style-sheet.ts";
import { type JavaScript, readJavaScript } from "#core/templates/webdev/js/javascript.ts";
import type { FileKind } from "#core/templates/webdev/file-kind.ts";
import { type Parsed, parseOnce } from "#core/templates/webdev/parse-once.ts";
import { about, extensionsOf, fileOfKind, unreadable } from "#core/templates/webdev/source-file.ts";

/** A test of one file, from what it is called to how its content is judged. */
export interface FileTest<Content, Schema extends z.ZodType> {
  readonly name: string;
  readonly asserts: string;
  readonly parameters: Schema;
  judge(content: Content, parameters: z.output<Schema>, say: WebdevMessages): TestVerdict;
}

export function htmlTest<Schema extends z.ZodType>(
  test: FileTest<HtmlDocument, Schema>,
): TestFunction<Schema> {
  return fileTest(test, { kind: "html", read: readHtml });
}

export function cssTest<Schema extends z.ZodType>(test: FileTest<StyleSheet, Schema>): TestFunction<Schema> {
  return fileTest(test, { kind: "css", read: readStyleSheet });
}

export function jsTest<Schema extends z.ZodType>(test: FileTest<JavaScript, Schema>): TestFunction<Schema> {
  return fileTest(test, { kind: "js", read: readJavaScript });
}

/** Of the text of a file, for what need not be at a certain place in it. */
export function textTest<Schema extends z.ZodType>(
  test: FileTest<string, Schema> & { readonly kind: FileKind },
): TestFunction<Schema> {
  return fileTest(test, { kind: test.kind, read: readText });
}

export const readText = parseOnce((text) => text);

interface Source<Content> {
  readonly kind: FileKind;
  readonly read: (file: SubmissionFile) => Parsed<Content>;
}

function fileTest<Content, Schema extends z.ZodType>(
  test: FileTest<Content, Schema>,
  { kind, read }: Source<Content>,
): TestFunction<Schema> {
  const { name, asserts, parameters } = test;
  return {
    name,
    asserts,
    parameters,
    looksAt: { kind: "one", extensions: extensionsOf[kind] },
    async run({ files, locale }: TestContext, given: z.output<Schema>): Promise<TestVerdict> {
      const say = messagesFor(locale).webdev;
      const file = fileOfKind(files, kind);
      if (file === undefined) return { score: 0, message: say.noFile({ kind }) };
      const parsed = read(file);
      if (!parsed.ok) return unreadable(file, { problem: parsed.problem, say });
      return about(file.path, test.judge(parsed.value, given, say));
    },
  };
}
