import type { GradingResult } from "#core/grading/result.ts";
import type { CategoryView, GroupView } from "#core/report/category-view.ts";
import type { ShownLine } from "#core/report/difference.ts";
import { contentSecurityPolicy, style } from "#core/report/html-style.ts";
import { type CommandView, type ReportView, viewReport } from "#core/report/report-view.ts";
import type { Block, TestView } from "#core/report/test-view.ts";

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
    "<main>",
    ...headlines(view),
    ...problem(view),
    ...setup(view),
    ...view.categories.map(category),
    ...aiFeedback(view),
    ...resources(view),
    "</main>",
    `<footer><dl>${view.footer.map(({ label, value }) => `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`).join("")}</dl></footer>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function headlines({ title, score, summary }: ReportView): string[] {
  return [
    `<header><h1>${escape(title)}</h1>`,
    ...(score === undefined ? [] : [`<p class="score">${escape(score)}</p>`]),
    ...(summary === undefined ? [] : [`<p>${escape(summary)}</p>`]),
    "</header>",
  ];
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
  return `<section class="test failed"><h3>✗ ${escape(name)}: ${escape(status)}</h3>${blocks.map(block).join("")}</section>`;
}

function category({ heading, summary, groups }: CategoryView): string {
  return `<section><h2>${withNote(heading, summary)}</h2>${groups.map(group).join("")}</section>`;
}

function group({ heading, summary, tests }: GroupView): string {
  const level = heading === undefined ? "h3" : "h4";
  const title = heading === undefined ? "" : `<h3 class="subject">${withNote(heading, summary)}</h3>`;
  const failed = tests.filter(({ state }) => state === "failed").map((test) => failedTest(test, level));
  const passed = tests.filter(({ state }) => state === "passed").map(passedTest);
  const list = passed.length === 0 ? "" : `<ul class="passed">${passed.join("")}</ul>`;
  return `${title}${failed.join("")}${list}`;
}

function failedTest({ name, status, message, blocks, facts }: TestView, level: string): string {
  const heading = `<${level}>✗ ${withNote(name, status)}</${level}>`;
  return `<section class="test failed">${heading}<p>${escape(message)}</p>${blocks.map(block).join("")}${small(facts)}</section>`;
}

function passedTest({ name, facts }: TestView): string {
  return `<li>✓ ${escape(name)} ${small(facts)}</li>`;
}

/** A newline after `<pre>` is dropped by the HTML parser, so one is put there for it to drop. */
function block(shown: Block): string {
  const { label, note } = shown;
  const text = shown.kind === "text" ? escape(shown.text) : shown.lines.map(diffLine).join("");
  return `<p class="label"><strong>${escape(label)}</strong> ${small(note)}</p><pre>\n${text}</pre>`;
}

function diffLine({ kind, text }: ShownLine): string {
  const shown = escape(text);
  if (kind === "missing") return `<del>− ${shown}\n</del>`;
  if (kind === "extra") return `<ins>+ ${shown}\n</ins>`;
  return kind === "gap" ? `<i>${shown}\n</i>` : `  ${shown}\n`;
}

/** Quoted, because it is not ours. */
function aiFeedback({ aiFeedback: written }: ReportView): string[] {
  if (written === undefined) return [];
  const paragraphs = written.paragraphs.map((text) => `<p>${escape(text)}</p>`).join("");
  const quotation = paragraphs === "" ? "" : `<blockquote>${paragraphs}</blockquote>`;
  return [
    `<section class="ai"><h2>${escape(written.heading)}</h2>`,
    `<p>${small(written.note)}</p>${quotation}</section>`,
  ];
}

function resources({ resources: found }: ReportView): string[] {
  if (found === undefined) return [];
  const links = found.links.map(
    ({ url, description }) =>
      `<li><a href="${escape(url)}" rel="noopener noreferrer">${escape(description)}</a></li>`,
  );
  return [`<section><h2>${escape(found.heading)}</h2><ul>${links.join("")}</ul></section>`];
}

function withNote(text: string, note: string | undefined): string {
  return note === undefined ? escape(text) : `${escape(text)} <span>${escape(note)}</span>`;
}

function small(note: string | undefined): string {
  return note === undefined ? "" : `<small>${escape(note)}</small>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
