import type { GradingResult } from "#core/grading/result.ts";
import { type CategoryView, type CommandView, viewReport } from "#core/report/report-view.ts";
import type { TestView, TextBlock } from "#core/report/test-view.ts";

/** Select Graphic Rendition, ECMA-48 8.3.117; the only escape sequences that a report contains. */
const codes = { bold: 1, dim: 2, red: 31, green: 32 } as const;

type Paint = (style: keyof typeof codes, text: string) => string;

/** The report as plain lines for a terminal or a log. Ends with a newline. */
export function renderTerminal(result: GradingResult, { color }: { readonly color: boolean }): string {
  const paint: Paint = color ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : (_, text) => text;
  const view = viewReport(result);
  const { problem, setup } = view;
  return [
    paint("bold", view.title),
    ...(problem === undefined
      ? []
      : ["", problem.message, `${paint("bold", problem.whatToDo)}: ${problem.advice}`]),
    ...(setup?.commands.flatMap((command) => ["", ...commandLines(command, paint)]) ?? []),
    ...view.categories.flatMap((category) => ["", ...categoryLines(category, paint)]),
    "",
    paint("dim", view.footer.map(({ label, value }) => `${label}: ${value}`).join("  ")),
    "",
  ].join("\n");
}

function commandLines({ name, status, blocks }: CommandView, paint: Paint): string[] {
  return [paint("red", `✗ ${name}: ${status}`), ...blocks.flatMap((block) => blockLines(block, paint))];
}

function categoryLines({ heading, summary, tests }: CategoryView, paint: Paint): string[] {
  return [
    `${paint("bold", heading)}: ${summary}`,
    ...tests.flatMap((test) =>
      test.state === "failed" ? failedLines(test, paint) : [passedLine(test, paint)],
    ),
  ];
}

function failedLines({ name, status, message, blocks, facts }: TestView, paint: Paint): string[] {
  return [
    `  ${paint("red", `✗ ${name}`)}  ${status}${noted(facts, paint)}`,
    `    ${message}`,
    ...blocks.flatMap((block) => blockLines(block, paint)),
  ];
}

function passedLine({ name, facts }: TestView, paint: Paint): string {
  return `  ${paint("green", `✓ ${name}`)}${noted(facts, paint)}`;
}

function blockLines({ label, text, note }: TextBlock, paint: Paint): string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  return [`    ${label}${noted(note, paint)}`, ...lines.map((line) => `      ${paint("dim", "│")} ${line}`)];
}

function noted(note: string | undefined, paint: Paint): string {
  return note === undefined ? "" : `  ${paint("dim", note)}`;
}
