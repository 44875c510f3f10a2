import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { definitionText } from "#test/support/published.ts";

function read(references: string) {
  return readAssignment(`${definitionText()}references: ${references}\n`, "assignment.yaml");
}

describe("references", () => {
  it("say what a sample submission must come to", () => {
    const list =
      "[{path: good.py, score: 90, tolerance: 1, tests: {base/expect_output: 100}}, {path: ./c/bad.zip, language: python, outcome: rejected}]";
    expect(read(list)).toMatchObject({
      ok: true,
      assignment: {
        references: [
          {
            path: "good.py",
            expected: { outcome: "graded", score: 90, tolerance: 1, tests: { "base/expect_output": 100 } },
          },
          { path: "c/bad.zip", language: "python", expected: { outcome: "rejected" } },
        ],
      },
    });
  });

  it("may name a test that could not be read: that it is missing is not their mistake", () => {
    const reading = readAssignment(
      `${definitionText().replace("input_output", "input_outptu")}references: [{path: a.py, score: 1, tests: {unread: 1}}]\n`,
      "assignment.yaml",
    );

    expect(reading.findings.map(({ code }) => code)).toEqual(["unknown_template"]);
  });

  it("leave no trace where there are none", () => {
    const reading = read("[]");
    expect(reading.ok && "references" in reading.assignment).toBe(false);
  });

  it.each([
    ["[{path: a.py}]", "/references/0", /needs either 'score' or 'outcome: rejected', found neither/],
    ["[{path: a.py, score: 1, outcome: rejected}]", "/references/0", /found both/],
    ["[{path: ../a.py, score: 1}]", "/references/0/path", /'\.\.'/],
    ["[{path: a.py, score: 101}]", "/references/0/score", /100/],
    ["[{path: a.py, score: 1, scores: 1}]", "/references/0/scores", /unknown key/],
    [
      "[{path: a.py, score: 1, tests: {expect_outputs: 1}}]",
      "/references/0/tests/expect_outputs",
      /no test's id/,
    ],
  ])("%s are refused at %s", (list, pointer, message) => {
    expect(read(list)).toMatchObject({
      ok: false,
      findings: [{ severity: "error", pointer, line: 13, message: expect.stringMatching(message) }],
    });
  });
});
