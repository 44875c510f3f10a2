import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "#core/report/markdown.ts";
import { failed, graded, rejected, setupResult, testResult } from "#test/unit/core/report/results.ts";

describe("the Markdown report of a grade", () => {
  it("has the score, the category, the failed test with both outputs, and the passed one", () => {
    const passed = testResult({ name: "zero", score: 100, lostPoints: 0, message: "fine" });
    expect(renderMarkdown(graded([passed, testResult()]))).toBe(`# Score: 50 of 100

1 of 2 tests passed.

## Tests: 50 of 100, 1 of 2 passed

### ✗ two numbers: failed, costs 50 of 50 points

Line 1 is the first that differs.

**Expected**

\`\`\`text
8
\`\`\`

**Got**

\`\`\`text
9
\`\`\`

*120 ms (100 ms computing), 12 MiB of memory*

- ✓ zero (50 points, 120 ms (100 ms computing), 12 MiB of memory)

---

Language: python  
Submission: ${graded([]).submissionId}  
Reference: corr-1
`);
  });

  it("puts the failed tests first, the most expensive at the top", () => {
    const report = renderMarkdown(
      graded([
        testResult({ name: "passes", score: 100, lostPoints: 0 }),
        testResult({ name: "cheap", lostPoints: 5 }),
        testResult({ name: "dear", lostPoints: 45 }),
      ]),
    );
    const places = ["dear", "cheap", "passes"].map((name) => report.indexOf(name));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  it("says what a bonus adds and a penalty takes, in points", () => {
    const categories = {
      base: { score: 100.00000000000001, weight: 100 },
      bonus: { score: 50, weight: 20 },
      penalty: { score: 33, weight: 30 },
    };
    const report = renderMarkdown(graded([], { categories }));
    expect(report).toContain("## Tests: 100 of 100");
    expect(report).toContain("## Bonus: adds 10 of at most 20 points");
    expect(report).toContain("## Penalties: takes 20.1 of at most 30 points");
  });

  it.each(["hidden", "after_due"] as const)(
    "shows of a test that is %s only its name and whether it passed",
    (visibility) => {
      const secret = testResult({
        name: "edge case",
        visibility,
        score: 37,
        lostPoints: 12.5,
        message: "secret message",
        comparison: { expected: "secret expected", actual: "secret actual" },
        stdout: { text: "secret stdout", truncated: false },
        stderr: { text: "secret stderr", truncated: false },
      });
      const report = renderMarkdown(graded([secret]));
      expect(report).toContain("### ✗ edge case: failed\n\nThe details of this test are ");
      expect(report).not.toMatch(/secret|12\.5|37 of|120 ms/);
    },
  );

  it("draws blanks where only blanks differ, and says so", () => {
    const report = renderMarkdown(graded([testResult({ comparison: { expected: "a b", actual: "a  b" } })]));
    expect(report).toContain("```text\na·b\n```");
    expect(report).toContain("```text\na··b\n```");
    expect(report).toContain("spaces are shown as ·");
  });

  it("says where an output was cut, and where there was none", () => {
    const stdout = { text: "", truncated: false };
    const report = renderMarkdown(
      graded([
        testResult({
          comparison: { expected: "8", actual: "" },
          stdout,
          stderr: { text: "x", truncated: true },
        }),
      ]),
    );
    expect(report).toContain("**Got**\n\n```text\n(nothing)\n```");
    expect(report).toContain("**Standard error** (… a part is left out here)");
  });

  it("speaks Portuguese to those who do", () => {
    const report = renderMarkdown(graded([testResult()], { locale: "pt_br", score: 94.9 }));
    expect(report).toContain("# Nota: 94,9 de 100");
    expect(report).toContain("falhou, custa 50 de 50 pontos");
  });
});

describe("the Markdown report without a grade", () => {
  it("says what happened, what to do, and what the compiler said", () => {
    const report = renderMarkdown(rejected([setupResult({ name: "Fetch", exitCode: 0 }), setupResult()]));
    expect(report).toContain("# Not graded: your submission needs a change");
    expect(report).toContain("**What to do:** Read the output of the step below.");
    expect(report).toContain("### ✗ Step Build: exit code 1");
    expect(report).toContain("```text\nmain.c:3: error: expected ';'\n```");
    expect(report).not.toContain("Fetch");
  });

  it("of a platform fault is no rejection", () => {
    expect(renderMarkdown(failed())).toContain("# Not graded yet");
  });
});

describe("hostile text in Markdown", () => {
  it("cannot close its fence, whatever backticks it has", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("`", "```", "~~~", "\n", "x", "# h")), (parts) => {
        const text = parts.join("");
        const report = renderMarkdown(
          graded([
            testResult({
              comparison: { expected: "z", actual: `q${text}` },
              stdout: { text: "", truncated: false },
            }),
          ]),
        );
        const after = report.slice(report.indexOf("**Got**"));
        const fence = /^(`{3,})text\n/m.exec(after)?.[1] ?? "";
        const body = after.slice(after.indexOf("text\n") + 5);
        const closing = body
          .split("\n")
          .findIndex((line) => /^ {0,3}`+\s*$/.test(line) && line.trim().length >= fence.length);
        const inside = body.split("\n").slice(0, closing).join("\n");
        expect(inside).toBe(`q${text}`.replace(/\n$/, ""));
      }),
    );
  });

  it.each([
    ["a tag", "<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;"],
    ["a link", "[x](javascript:y)", "\\[x\\](javascript:y)"],
    ["a heading after a line end", "a\n# big", "a \\# big"],
    ["an escape sequence", "\u001b[2J", "␛\\[2J"],
    ["a mention", "@everyone", "&#64;everyone"],
  ])("in a name is %s no more", (_, name, shown) => {
    expect(renderMarkdown(graded([testResult({ name })]))).toContain(`### ✗ ${shown}: failed`);
  });
});
