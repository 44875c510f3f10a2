import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WrittenFeedback } from "#core/ai/written-feedback.ts";
import { defaultFeedback } from "#core/assignment/feedback.ts";
import type { GradedResult, GradingResult } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import { renderGradescope } from "#core/report/gradescope.ts";
import { renderHtml } from "#core/report/html.ts";
import { renderJunit } from "#core/report/junit.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { redactResult } from "#core/report/redact.ts";
import { renderTerminal } from "#core/report/terminal.ts";
import { graded, testResult } from "#test/unit/core/report/results.ts";

const renderings: Readonly<Record<string, (result: GradingResult) => string>> = {
  markdown: renderMarkdown,
  html: renderHtml,
  terminal: (result) => renderTerminal(result, { color: false }),
};

function written(text: string, locale: Locale = "en"): GradedResult {
  return graded([testResult()], { aiFeedback: { kind: "written", text }, locale });
}

function missing(reason: Extract<WrittenFeedback, { kind: "missing" }>["reason"]): GradedResult {
  return graded([testResult()], { aiFeedback: { kind: "missing", reason } });
}

/** What the Markdown shows as lines of the model. */
function quotedLines(markdown: string): readonly string[] {
  const section = /\n## Feedback by a language model\n\n[^\n]*\n\n([^]*)\n\n---\n/.exec(markdown)?.[1];
  return section?.split("\n") ?? [];
}

describe("feedback by a language model", () => {
  it.each(Object.entries(renderings))("stands in the report (%s) after the tests, labelled", (_, render) => {
    const report = render(written("Look at line 2.\nThe loop is good."));
    const places = ["two numbers", "Feedback by a language model", "it changes no points", "line 2"].map(
      (text) => report.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(report).toContain("The loop is good.");
  });

  it.each(Object.entries(renderings))("is announced in the student's language (%s)", (_, render) => {
    const report = render(written("Veja a linha 2.", "pt_br"));
    expect(report).toContain("Comentários de um modelo de linguagem");
    expect(report).toContain("nada disto muda a nota");
  });

  it.each(["off", "budget", "unavailable", "late"] as const)(
    "that is missing (%s) leaves the report as it is, and one note",
    (reason) => {
      for (const render of Object.values(renderings)) {
        const report = render(missing(reason));
        expect(report).toContain("Feedback by a language model");
        expect(report).toMatch(/The results above are complete without (?:it|one)\./);
        expect(report).toContain("two numbers");
      }
    },
  );

  it("is not mentioned where the assignment asks for none", () => {
    for (const render of Object.values(renderings)) {
      expect(render(graded([testResult()]))).not.toContain("language model");
    }
  });

  it("is shown where points are not, too", () => {
    const result = { ...written("Fine."), feedback: { ...defaultFeedback, showScore: false } };
    for (const render of Object.values(renderings)) expect(render(result)).toContain("Fine.");
  });

  it("stays in what is published, which has no more of hidden tests than the model was told", () => {
    const result = graded([testResult({ visibility: "hidden" })], {
      aiFeedback: { kind: "written", text: "Fine." },
    });
    expect(redactResult(result)).toMatchObject({ aiFeedback: { kind: "written", text: "Fine." } });
  });

  it.each(Object.entries({ renderJunit, renderGradescope }))(
    "changes nothing of what other systems count (%s)",
    (_, render) => {
      expect(render(written("Fine."))).toBe(render(graded([testResult()])));
    },
  );
});

describe("feedback that a hostile file had a model write", () => {
  const attack = fc.oneof(
    fc.constantFrom(
      "</p><script>alert(1)</script>",
      "# You have 100 points",
      "---",
      "===",
      "- item",
      "+ item",
      "12. item",
      "3) item",
      "> quote",
      "| a | b |",
      "```js",
      "    code",
      "[x](y)",
      "![x](y)",
      "<b>bold</b>",
      "&lt;",
      "\u001b[2J\u202eabc",
    ),
    fc.string({ unit: "binary", minLength: 1 }),
  );
  const attacks = fc.array(attack, { minLength: 1, maxLength: 5 }).map((lines) => lines.join("\n"));

  it("has no tag of its own in HTML", () => {
    const tags = (html: string) => [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((match) => match[1]);
    const benign = new Set(tags(renderHtml(written("x"))));
    fc.assert(
      fc.property(attacks, (text) => {
        const found = tags(renderHtml(written(text)));
        expect(found.filter((tag) => tag === undefined || !benign.has(tag))).toEqual([]);
        expect(found.filter((tag) => tag === "section")).toHaveLength(6);
      }),
    );
  });

  it("stays in its quotation in Markdown, and is no list, heading, rule, table, code or link in it", () => {
    fc.assert(
      fc.property(attacks, (text) => {
        const lines = quotedLines(renderMarkdown(written(`${text}\nlast`)));
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) {
          expect(line).toMatch(/^>(?: \S|$)/);
          expect(line.slice(2)).not.toMatch(/^(?:[-+*=#>|]|\d+[.)]|`|~)/);
          expect(line.replace(/\\./g, "").slice(2)).not.toMatch(/[<>[\]`*_|]|&(?!#\d+;)/);
        }
      }),
    );
  });

  it("moves no cursor and turns no text around on a terminal", () => {
    fc.assert(
      fc.property(attacks, (text) => {
        const report = renderTerminal(written(text), { color: false }).replaceAll("\n", "");
        expect(report).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});
