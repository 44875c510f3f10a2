import type { GradingResult } from "#core/grading/result.ts";
import { type CategoryView, type CommandView, viewReport } from "#core/report/report-view.ts";
import type { TestView, TextBlock } from "#core/report/test-view.ts";

/** The report as Markdown (CommonMark), for people and for tools that show it. Ends with a newline. */
export function renderMarkdown(result: GradingResult): string {
  const view = viewReport(result);
  const parts = [
    `# ${escape(view.title)}`,
    ...(view.problem === undefined
      ? []
      : [
          escape(view.problem.message),
          `**${escape(view.problem.whatToDo)}:** ${escape(view.problem.advice)}`,
        ]),
    ...(view.setup === undefined
      ? []
      : [`## ${escape(view.setup.heading)}`, ...view.setup.commands.flatMap(commandParts)]),
    ...view.categories.flatMap(categoryParts),
    "---",
    view.footer.map(({ label, value }) => `${escape(label)}: ${escape(value)}`).join("  \n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function categoryParts(category: CategoryView): string[] {
  const failed = category.tests.filter(({ state }) => state === "failed");
  const passed = category.tests.filter(({ state }) => state === "passed");
  return [
    `## ${escape(category.heading)}: ${escape(category.summary)}`,
    ...failed.flatMap(testParts),
    ...(passed.length === 0
      ? []
      : [passed.map((test) => `- ✓ ${escape(test.name)}${suffix(test.facts)}`).join("\n")]),
  ];
}

function testParts(test: TestView): string[] {
  return [
    `### ✗ ${escape(test.name)}: ${escape(test.status)}`,
    escape(test.message),
    ...test.blocks.flatMap(blockParts),
    ...(test.facts === undefined ? [] : [`*${escape(test.facts)}*`]),
  ];
}

function commandParts(command: CommandView): string[] {
  return [`### ✗ ${escape(command.name)}: ${escape(command.status)}`, ...command.blocks.flatMap(blockParts)];
}

function blockParts(block: TextBlock): string[] {
  return [`**${escape(block.label)}**${suffix(block.note)}`, fenced(block.text)];
}

function suffix(note: string | undefined): string {
  return note === undefined ? "" : ` (${escape(note)})`;
}

/** A fence longer than any run of backticks inside, so that nothing inside can close it. */
function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${fence}text\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** Every character that could begin markup, an HTML tag or an entity; `.` and `-` cannot, within a line. */
function escape(line: string): string {
  return line.replace(/[\\`*_[\]<>&|~#!@]/g, (character) =>
    character === "<" || character === ">" || character === "&" || character === "@"
      ? `&#${character.charCodeAt(0)};`
      : `\\${character}`,
  );
}
