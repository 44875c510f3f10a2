import type { GradingResult } from "#core/grading/result.ts";
import type { CategoryView, GroupView } from "#core/report/category-view.ts";
import type { ShownLine } from "#core/report/difference.ts";
import { type CommandView, type ReportView, viewReport } from "#core/report/report-view.ts";
import type { Block, TestView } from "#core/report/test-view.ts";

/** Select Graphic Rendition, ECMA-48 8.3.117; the only escape sequences that a report contains. */
const codes = { bold: 1, dim: 2, red: 31, green: 32 } as const;

type Paint = (style: keyof typeof codes, text: string) => string;

/** The report as plain lines for a terminal or a log. Ends with a newline. */
export function renderTerminal(result: GradingResult, { color }: { readonly color: boolean }): string {
  const paint: Paint = color ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : (_, text) => text;
  const view = viewReport(result);
  const { problem, setup, resources } = view;
  return [
    paint("bold", view.title),
    ...[view.score, view.summary].filter((line) => line !== undefined),
    ...(problem === undefined
      ? []
      : ["", problem.message, `${paint("bold", problem.whatToDo)}: ${problem.advice}`]),
    ...(setup?.commands.flatMap((command) => ["", ...commandLines(command, paint)]) ?? []),
    ...view.categories.flatMap((category) => ["", ...categoryLines(category, paint)]),
    ...aiFeedbackLines(view, paint),
    ...(resources === undefined
      ? []
      : [
          "",
          paint("bold", resources.heading),
          ...resources.links.map(({ url, description }) => `  ${description}: ${url}`),
        ]),
    "",
    paint("dim", view.footer.map(({ label, value }) => `${label}: ${value}`).join("  ")),
    "",
  ].join("\n");
}

function commandLines({ name, status, blocks }: CommandView, paint: Paint): string[] {
  return [paint("red", `✗ ${name}: ${status}`), ...blocks.flatMap((block) => blockLines(block, paint))];
}

function categoryLines({ heading, summary, groups }: CategoryView, paint: Paint): string[] {
  return [`${paint("bold", heading)}: ${summary}`, ...groups.flatMap((group) => groupLines(group, paint))];
}

function groupLines({ heading, summary, tests }: GroupView, paint: Paint): string[] {
  const title = heading === undefined ? [] : [`  ${paint("bold", heading)}${noted(summary, paint)}`];
  return [
    ...title,
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

function aiFeedbackLines({ aiFeedback }: ReportView, paint: Paint): string[] {
  if (aiFeedback === undefined) return [];
  const { heading, note, paragraphs } = aiFeedback;
  return ["", paint("bold", heading), `  ${paint("dim", note)}`, ...paragraphs.map((text) => `  ${text}`)];
}

function blockLines(block: Block, paint: Paint): string[] {
  const lines =
    block.kind === "text"
      ? block.text.replace(/\n$/, "").split("\n")
      : block.lines.map((line) => diffLine(line, paint));
  return [
    `    ${block.label}${noted(block.note, paint)}`,
    ...lines.map((line) => `      ${paint("dim", "│")} ${line}`),
  ];
}

function diffLine({ kind, text }: ShownLine, paint: Paint): string {
  if (kind === "missing") return paint("red", `− ${text}`);
  if (kind === "extra") return paint("green", `+ ${text}`);
  return kind === "gap" ? paint("dim", text) : `  ${text}`;
}

function noted(note: string | undefined, paint: Paint): string {
  return note === undefined ? "" : `  ${paint("dim", note)}`;
}
