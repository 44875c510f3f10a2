import { describe, expect, it } from "vitest";
import type { AiVerdict } from "#core/ai/verdict.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { runTest } from "#core/grading/run-test.ts";
import { testNamed } from "#test/unit/core/criteria.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

const quick = testNamed("quick", {
  type: "ai_sorting_algorithm",
  template: "static_analysis",
  parameters: { algorithm_name: "Quick Sort" },
});
const environment = {
  files: [],
  language: "python",
  locale: "en",
  limits,
  sandbox: new ScriptedSandbox(outcome()),
  syntax: noSyntax,
} as const;

function verdictOn(verdict: AiVerdict) {
  return runTest(quick, { ...environment, ai: { verdictOf: async () => verdict } });
}

describe("an AI test", () => {
  it("has the score and the words of the model, and says whose they are", async () => {
    expect(await verdictOn({ kind: "judged", score: 100, feedback: "A clean partition." })).toEqual({
      score: 100,
      message: "Judged by a language model. A clean partition.",
    });
  });

  it("earns nothing where there is nothing to read, or too much", async () => {
    expect(await verdictOn({ kind: "nothing-to-read" })).toMatchObject({ score: 0 });
    const tooLarge = { kind: "too-large", sizeBytes: 4 * 1024 * 1024, limitBytes: 1024 } as const;
    const verdict = await verdictOn(tooLarge);
    expect(verdict.score).toBe(0);
    expect(verdict.message).toContain("4 MiB");
  });

  it("makes a release unusable where AI is off, and is no zero", async () => {
    await expect(runTest(quick, environment)).rejects.toMatchObject({
      code: "release_unusable",
      blame: "instructor",
      context: { detail: expect.stringContaining("ASSAY_AI_MODEL_ID") },
    });
  });

  it("must name an algorithm", () => {
    const text = [
      "template: static_analysis",
      "criteria:",
      "  base:",
      "    weight: 100",
      "    tests:",
      '      - {name: ai_graph_algorithm, parameters: {algorithm_name: " "}}',
      "",
    ].join("\n");
    expect(readAssignment(text, "assignment.yaml")).toMatchObject({
      ok: false,
      findings: [{ pointer: "/criteria/base/tests/0/parameters/algorithm_name", line: 6 }],
    });
  });
});
