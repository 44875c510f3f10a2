import { describe, expect, it } from "vitest";
import { defaultFeedback, type Feedback } from "#core/assignment/feedback.ts";
import { renderHtml } from "#core/report/html.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { renderTerminal } from "#core/report/terminal.ts";
import { graded, testResult } from "#test/unit/core/report/results.ts";

const passed = testResult({ name: "zero", id: "z-1", score: 100, lostPoints: 0, worth: 20 });
const failed = testResult({
  name: "mean",
  id: "m-1",
  path: "base/Averages/Deep/mean",
  worth: 80,
  lostPoints: 80,
});
const deep = {
  name: "Deep",
  score: 0,
  weight: 100,
  worth: 80,
  lostPoints: 80,
  subjects: [],
  tests: [failed.path],
};
const averages = { ...deep, name: "Averages", weight: 80, subjects: [deep], tests: [] };
const categories = { base: { score: 20, weight: 100, subjects: [averages] } };

function reports(changes: Partial<Feedback>): readonly string[] {
  const feedback = { ...defaultFeedback, ...changes };
  const result = graded([failed, passed], { score: 20, categories, feedback });
  return [renderMarkdown(result), renderHtml(result), renderTerminal(result, { color: false })];
}

describe("in every report", () => {
  it("subjects are shown with their score, weight and lost points, nested ones by their path", () => {
    for (const report of reports({})) {
      expect(report).toMatch(/Averages.*0 of 100, counts 80%, costs 80 of 80 points/);
      expect(report).toMatch(/Averages › Deep.*0 of 100, counts 100%, costs 80 of 80 points/);
    }
  });

  it("a title takes the place of the score, which is then below it", () => {
    for (const report of reports({ reportTitle: "City statistics" })) {
      expect(report.indexOf("City statistics")).toBeGreaterThan(-1);
      expect(report.indexOf("Score: 20 of 100")).toBeGreaterThan(report.indexOf("City statistics"));
    }
  });

  it("no points are told where the score is not", () => {
    for (const report of reports({ showScore: false })) {
      expect(report).toContain("Your report");
      expect(report).not.toMatch(/points|of 100|counts/);
      expect(report).toContain("1 of 2 passed");
    }
  });

  it("passed tests are listed or not", () => {
    for (const report of reports({ showPassedTests: true })) expect(report).toContain("✓ zero");
    for (const report of reports({ showPassedTests: false })) expect(report).not.toContain("zero");
  });

  it("the summary is there or not", () => {
    for (const report of reports({ showSummary: true })) expect(report).toContain("1 of 2 tests passed.");
    for (const report of reports({ showSummary: false })) expect(report).not.toContain("tests passed");
  });

  it("categories have the headings that were chosen, and those of the language for the rest", () => {
    for (const report of reports({ categoryHeadings: { base: "Requirements" } })) {
      expect(report).toContain("Requirements");
    }
    for (const report of reports({ categoryHeadings: { bonus: "Extras" } }))
      expect(report).not.toContain("Extras");
  });

  it("links are offered for what failed, by name or id, and for everybody", () => {
    const link = (name: string, tests: readonly string[]) => ({
      url: `https://e/${name}`,
      description: `read-${name}`,
      tests: [...tests],
    });
    const resources = [
      link("all", []),
      link("name", ["mean"]),
      link("id", ["m-1"]),
      link("other", ["zero", "z-1"]),
    ];
    for (const report of reports({ resources })) {
      for (const name of ["all", "name", "id"]) {
        expect(report).toContain(`https://e/${name}`);
        expect(report).toContain(`read-${name}`);
      }
      expect(report).not.toContain("https://e/other");
    }
  });

  it("no link leads to what a browser would run, or out of its markup", () => {
    const resources = [
      { url: "javascript:alert(1)", description: "x", tests: [] },
      { url: "https://e/a)>\"'`<b", description: "y", tests: [] },
    ];
    for (const report of reports({ resources })) {
      expect(report).not.toContain("javascript:");
      expect(report).toContain("https://e/a%29%3E%22%27%60%3Cb");
    }
  });
});
