import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTerminal } from "#core/report/terminal.ts";
import { graded, rejected, testResult } from "#test/unit/core/report/results.ts";

describe("the report on a terminal", () => {
  it("is plain lines without colour", () => {
    const passed = testResult({ name: "zero", score: 100, lostPoints: 0 });
    expect(renderTerminal(graded([passed, testResult()]), { color: false })).toBe(`Score: 50 of 100
1 of 2 tests passed.

Tests: 50 of 100, 1 of 2 passed
  ✗ two numbers  failed, costs 50 of 50 points  120 ms (100 ms computing), 12 MiB of memory
    Line 1 is the first that differs.
    Expected
      │ 8
    Got
      │ 9
  ✓ zero  50 points, 120 ms (100 ms computing), 12 MiB of memory

Language: python  Submission: ${graded([]).submissionId}  Reference: corr-1
`);
  });

  it("colours and says the same with colour", () => {
    const coloured = renderTerminal(rejected(), { color: true });
    expect(coloured).toContain("\u001b[31m✗ Step Build: exit code 1\u001b[0m");
    expect(coloured.replaceAll(/\p{Cc}\[\d+m/gu, "")).toBe(renderTerminal(rejected(), { color: false }));
  });

  it("lets no escape sequence of a program through", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("\u001b[2J", "\u009b", "\u0007", "\r", "x", "\u202e")),
        (parts) => {
          const text = parts.join("");
          const output = { text, truncated: false };
          const hostile = testResult({ name: `n${text}`, message: text, stdout: output, stderr: output });
          expect(renderTerminal(graded([hostile]), { color: false })).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
        },
      ),
    );
  });
});
