import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderHtml } from "#core/report/html.ts";
import { graded, rejected, setupResult, testResult } from "#test/unit/core/report/results.ts";

const tags = (html: string) => [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((match) => match[1]);

describe("the HTML report", () => {
  it("is one document with the score, the tests and both outputs", () => {
    const html = renderHtml(graded([testResult(), testResult({ name: "zero", score: 100, lostPoints: 0 })]));
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain("<h1>Score: 50 of 100</h1>");
    expect(html).toContain("<h3>✗ two numbers <span>failed, costs 50 of 50 points</span></h3>");
    expect(html).toContain("<pre>\n8</pre>");
    expect(html).toContain(
      "<li>✓ zero <small>50 points, 120 ms (100 ms computing), 12 MiB of memory</small></li>",
    );
  });

  it("names the language of its words", () => {
    expect(renderHtml(rejected([], { locale: "pt_br" }))).toContain('<html lang="pt-BR">');
  });

  it("says of a rejection what to do, and shows the output of the step", () => {
    const html = renderHtml(rejected());
    expect(html).toContain("<strong>What to do:</strong> Read the output of the step below.");
    expect(html).toContain("main.c:3: error: expected &#39;;&#39;");
  });

  it("may load, run and send nothing, and allows its own style by its hash", () => {
    const html = renderHtml(graded([]));
    const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(style).not.toBe("");
    expect(tags(html)).not.toContain("script");
  });

  it("has the same tags whatever the texts of a program are", () => {
    const benign = tags(renderHtml(withText("x")));
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "</pre><script>alert(1)</script>",
        "</style>",
        "<!--",
        "\u0000<img src=x onerror=y>",
        "'\"><b>",
        "]]>",
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        expect(tags(renderHtml(withText(`x${text}`)))).toEqual(benign);
      }),
    );
  });

  it("keeps the first newline of an output, which HTML would drop", () => {
    expect(renderHtml(withText("\nx"))).toContain("<pre>\n\nx</pre>");
  });
});

function withText(text: string) {
  const output = { text, truncated: false };
  const comparison = { expected: "never this", actual: `${text}!` };
  const test = testResult({ name: text, message: text, comparison, stdout: output, stderr: output });
  return { ...graded([test]), setup: [setupResult({ name: text, stdout: output, stderr: output })] };
}
