import { describe, expect, it } from "vitest";
import type { AiPort } from "#core/ai/feedback-port.ts";
import type { GradingInputs } from "#runner/grade/grading.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { fakePool } from "#test/support/fake-sandbox.ts";
import { definition } from "#test/support/releases.ts";
import { fakeModel, verdicts } from "#test/unit/core/ai/answers.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";

const tests = ["ai_sorting_algorithm", "ai_search_algorithm"].map((type) =>
  testNamed(type, { type, template: "static_analysis", parameters: { algorithm_name: "Quick" } }),
);
const content = Buffer.from("def sort(a): ...\n");

function grade(ai: AiPort | undefined) {
  const inputs: GradingInputs = {
    definition: { ...definition(), templates: ["static_analysis"], criteria: { base: category({ tests }) } },
    files: [{ path: "main.py", content, executable: false }],
    requestedLanguage: undefined,
    locale: "en",
    bundle: null,
  };
  const ports = { ai, pool: fakePool(), clock: () => 0, onProgress: () => undefined };
  return runGrading(inputs, ports, new AbortController().signal);
}

describe("a grading with AI tests", () => {
  it("asks the model once for all of them, behind a fence that no other grading has", async () => {
    const model = fakeModel(() => verdicts(["ai_sorting_algorithm", 100], ["ai_search_algorithm", 0]));
    expect(await grade(model)).toMatchObject({ outcome: "graded", score: 50 });
    expect(model.requests).toHaveLength(1);

    await grade(model);
    const fences = model.requests.map(({ prompt }) => /^<<<([0-9a-f]{32}) /m.exec(prompt)?.[1]);
    expect(new Set(fences).size).toBe(2);
    expect(fences).not.toContain(undefined);
  });

  it("is no result at all when the model does not answer as it must", async () => {
    const model = fakeModel(() => verdicts(["ai_sorting_algorithm", 100]));
    await expect(grade(model)).rejects.toMatchObject({ code: "ai_unavailable", retry: "later" });
  });

  it("cannot be graded where AI is off", async () => {
    await expect(grade(undefined)).rejects.toMatchObject({ code: "release_unusable", blame: "instructor" });
  });
});
