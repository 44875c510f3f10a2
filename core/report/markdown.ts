import type { GradingResult } from "#core/grading/result.ts";
import type { CategoryView, GroupView } from "#core/report/category-view.ts";
import type { ShownLine } from "#core/report/difference.ts";
import { type CommandView, type ReportView, viewReport } from "#core/report/report-view.ts";
import type { Block, TestView } from "#core/report/test-view.ts";

/** The report as Markdown (CommonMark), for people and for tools that show it. Ends with a newline. */
export function renderMarkdown(result: GradingResult): string {
  const view = viewReport(result);
  const parts = [
    `# ${escape(view.title)}`,
    ...(view.score === undefined ? [] : [`**${escape(view.score)}**`]),
    ...(view.summary === undefined ? [] : [escape(view.summary)]),
    ...problemParts(view),
    ...(view.setup === undefined
      ? []
      : [`## ${escape(view.setup.heading)}`, ...view.setup.commands.flatMap(commandParts)]),
    ...view.categories.flatMap(categoryParts),
    ...aiFeedbackParts(view),
    ...resourceParts(view),
    "---",
    view.footer.map(({ label, value }) => `${escape(label)}: ${escape(value)}`).join("  \n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function problemParts({ problem }: ReportView): string[] {
  if (problem === undefined) return [];
  return [escape(problem.message), `**${escape(problem.whatToDo)}:** ${escape(problem.advice)}`];
}

function categoryParts(category: CategoryView): string[] {
  return [
    `## ${escape(category.heading)}: ${escape(category.summary)}`,
    ...category.groups.flatMap(groupParts),
  ];
}

function groupParts({ heading, summary, tests }: GroupView): string[] {
  const failed = tests.filter(({ state }) => state === "failed");
  const passed = tests.filter(({ state }) => state === "passed");
  const title = [heading, summary].filter((part) => part !== undefined).map(escape);
  const level = heading === undefined ? "###" : "####";
  return [
    ...(heading === undefined ? [] : [`### ${title.join(": ")}`]),
    ...failed.flatMap((test) => testParts(test, level)),
    ...(passed.length === 0
      ? []
      : [passed.map((test) => `- ✓ ${escape(test.name)}${suffix(test.facts)}`).join("\n")]),
  ];
}

function testParts(test: TestView, level: string): string[] {
  return [
    `${level} ✗ ${escape(test.name)}: ${escape(test.status)}`,
    escape(test.message),
    ...test.blocks.flatMap(blockParts),
    ...(test.facts === undefined ? [] : [`*${escape(test.facts)}*`]),
  ];
}

function commandParts(command: CommandView): string[] {
  return [`### ✗ ${escape(command.name)}: ${escape(command.status)}`, ...command.blocks.flatMap(blockParts)];
}

function blockParts(block: Block): string[] {
  return [
    `**${escape(block.label)}**${suffix(block.note)}`,
    block.kind === "text" ? fenced(block.text, "text") : fenced(block.lines.map(diffLine).join("\n"), "diff"),
  ];
}

/** ASCII signs, by which tools know the language `diff`. */
function diffLine({ kind, text }: ShownLine): string {
  return `${{ same: " ", missing: "-", extra: "+", gap: "@@ " }[kind]}${text}`;
}

/** Quoted, because it is not ours. */
function aiFeedbackParts({ aiFeedback }: ReportView): string[] {
  if (aiFeedback === undefined) return [];
  const { heading, note, paragraphs } = aiFeedback;
  const quoted = paragraphs.map((text) => `> ${paragraph(text)}`).join("\n>\n");
  return [`## ${escape(heading)}`, `*${escape(note)}*`, ...(quoted === "" ? [] : [quoted])];
}

function resourceParts({ resources }: ReportView): string[] {
  if (resources === undefined) return [];
  const links = resources.links.map(({ url, description }) => `- [${escape(description)}](<${url}>)`);
  return [`## ${escape(resources.heading)}`, links.join("\n")];
}

function suffix(note: string | undefined): string {
  return note === undefined ? "" : ` (${escape(note)})`;
}

/** A fence longer than any run of backticks inside, so that nothing inside can close it. */
function fenced(text: string, language: "text" | "diff"): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${fence}${language}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** One line that is a paragraph whatever it begins with: no list, no rule, no heading. */
function paragraph(text: string): string {
  return escape(text)
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** Every character that could begin markup, an HTML tag or an entity; `.` and `-` cannot, within a line. */
function escape(line: string): string {
  return line.replace(/[\\`*_[\]<>&|~#!@]/g, (character) =>
    character === "<" || character === ">" || character === "&" || character === "@"
      ? `&#${character.charCodeAt(0)};`
      : `\\${character}`,
  );
}
