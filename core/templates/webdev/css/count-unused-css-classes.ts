import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { printable } from "#core/submission/printable.ts";
import { readStyleSheet } from "#core/templates/webdev/css/style-sheet.ts";
import { words } from "#core/templates/webdev/html/find-elements.ts";
import { readHtml } from "#core/templates/webdev/html/html-document.ts";
import { Name } from "#core/templates/webdev/parameters.ts";
import { about, extensionsOf, unreadable } from "#core/templates/webdev/source-file.ts";

const Parameters = z.strictObject({ html_file: Name, css_file: Name });
type Parameters = z.infer<typeof Parameters>;

/** A style sheet of somebody else has thousands. */
const SHOWN = 10;

export const countUnusedCssClasses: TestFunction<typeof Parameters> = {
  name: "count_unused_css_classes",
  asserts: "Every class in a selector of the submitted `css_file` is used in the submitted `html_file`.",
  parameters: Parameters,
  looksAt: { kind: "named", parameters: { html_file: extensionsOf.html, css_file: extensionsOf.css } },
  paths: ({ html_file, css_file }) => [html_file, css_file],
  run,
};

async function run(
  { files, locale }: TestContext,
  { html_file, css_file }: Parameters,
): Promise<TestVerdict> {
  const say = messagesFor(locale).webdev;
  const htmlFile = files.find(({ path }) => path === html_file);
  if (htmlFile === undefined) return { score: 0, message: say.fileMissing({ path: html_file }) };
  const cssFile = files.find(({ path }) => path === css_file);
  if (cssFile === undefined) return { score: 0, message: say.fileMissing({ path: css_file }) };
  const page = readHtml(htmlFile);
  if (!page.ok) return unreadable(htmlFile, { problem: page.problem, say });
  const styles = readStyleSheet(cssFile);
  if (!styles.ok) return unreadable(cssFile, { problem: styles.problem, say });

  const used = new Set(page.value.elements.flatMap((element) => words(element, "class")));
  const unused = [...styles.value.classes].filter((name) => !used.has(name));
  const names = unused.slice(0, SHOWN).map(printable);
  const message = say.unusedClasses({ names, found: unused.length });
  return about(css_file, { score: unused.length === 0 ? 100 : 0, message });
}
