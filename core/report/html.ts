import type { GradingResult } from "#core/grading/result.ts";
import { contentSecurityPolicy, style } from "#core/report/html-style.ts";
import {
  type CategoryView,
  type CommandView,
  type ReportView,
  viewReport,
} from "#core/report/report-view.ts";
import type { TestView, TextBlock } from "#core/report/test-view.ts";

/** The report as one HTML document: no scripts, nothing loaded, printable. */
export function renderHtml(result: GradingResult): string {
  const view = viewReport(result);
  return [
    "<!doctype html>",
    `<html lang="${escape(view.language)}">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escape(contentSecurityPolicy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escape(view.title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<h1>${escape(view.title)}</h1>`,
    ...problem(view),
    ...setup(view),
    ...view.categories.flatMap(category),
    `<footer><dl>${view.footer.map(({ label, value }) => `<dt>${escape(label)}: </dt><dd>${escape(value)}</dd>`).join("")}</dl></footer>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function problem(view: ReportView): string[] {
  if (view.problem === undefined) return [];
  const { message, whatToDo, advice } = view.problem;
  return [
    `<section class="problem"><p>${escape(message)}</p>`,
    `<p><strong>${escape(whatToDo)}:</strong> ${escape(advice)}</p></section>`,
  ];
}

function setup(view: ReportView): string[] {
  if (view.setup === undefined) return [];
  return [`<h2>${escape(view.setup.heading)}</h2>`, ...view.setup.commands.map(command)];
}

function command({ name, status, blocks }: CommandView): string {
  return `<section class="failed"><h3>✗ ${escape(name)}: ${escape(status)}</h3>${blocks.map(block).join("")}</section>`;
}

function category({ heading, summary, tests }: CategoryView): string[] {
  const passed = tests.filter(({ state }) => state === "passed");
  return [
    `<h2>${escape(heading)}: ${escape(summary)}</h2>`,
    ...tests.filter(({ state }) => state === "failed").map(failedTest),
    ...(passed.length === 0
      ? []
      : [`<section class="passed"><ul>${passed.map(passedTest).join("")}</ul></section>`]),
  ];
}

function failedTest({ name, status, message, blocks, facts }: TestView): string {
  const heading = `<h3>✗ ${escape(name)}: ${escape(status)}</h3>`;
  return `<section class="failed">${heading}<p>${escape(message)}</p>${blocks.map(block).join("")}${small(facts)}</section>`;
}

function passedTest({ name, facts }: TestView): string {
  return `<li>✓ ${escape(name)} ${small(facts)}</li>`;
}

/** A newline after `<pre>` is dropped by the HTML parser, so one is put there for it to drop. */
function block({ label, text, note }: TextBlock): string {
  return `<p><strong>${escape(label)}</strong> ${small(note)}</p><pre>\n${escape(text)}</pre>`;
}

function small(note: string | undefined): string {
  return note === undefined ? "" : `<small>${escape(note)}</small>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
