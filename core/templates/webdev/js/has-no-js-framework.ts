import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { readText } from "#core/templates/webdev/file-test.ts";
import { Name } from "#core/templates/webdev/parameters.ts";
import { extensionsOf, unreadable } from "#core/templates/webdev/source-file.ts";

const Parameters = z.strictObject({ html_file: Name, js_file: Name });
type Parameters = z.infer<typeof Parameters>;

/** What gives React, Vue and Angular away, as in the reference system. */
const signs = [
  "react.js",
  "react.dom",
  "ReactDOM.render",
  "vue.js",
  "new Vue",
  "angular.js",
  "@angular/core",
];

export const hasNoJsFramework: TestFunction<typeof Parameters> = {
  name: "has_no_js_framework",
  asserts: `None of ${signs.map((sign) => `\`${sign}\``).join(", ")} occurs in \`html_file\` or \`js_file\`.`,
  parameters: Parameters,
  looksAt: { kind: "named", parameters: { html_file: extensionsOf.html, js_file: extensionsOf.js } },
  paths: ({ html_file, js_file }) => [html_file, js_file],
  run,
};

async function run({ files, locale }: TestContext, { html_file, js_file }: Parameters): Promise<TestVerdict> {
  const say = messagesFor(locale).webdev;
  if (files.length === 0) return { score: 0, message: say.noFiles() };
  for (const file of files.filter(({ path }) => path === html_file || path === js_file)) {
    const text = readText(file);
    if (!text.ok) return unreadable(file, { problem: text.problem, say });
    const sign = signs.find((each) => text.value.includes(each));
    if (sign !== undefined) return { score: 0, message: say.framework({ sign }) };
  }
  return { score: 100, message: say.framework({ sign: undefined }) };
}
