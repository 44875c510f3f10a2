import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withinAiBudget } from "#core/ai/budget.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { openAi } from "#runner/ai/open-ai.ts";
import type { GradingInputs } from "#runner/grade/grading.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import {
  answered,
  type ConverseReply,
  openBedrockServer,
  refused,
  said,
} from "#test/support/bedrock-server.ts";
import { fakePool } from "#test/support/fake-sandbox.ts";
import { definition } from "#test/support/releases.ts";
import { fakeModel, verdicts } from "#test/unit/core/ai/answers.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";

const SORTS = "ai_sorting_algorithm";
const SEARCHES = "ai_search_algorithm";
const tests = [SORTS, SEARCHES].map((type) =>
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
    const model = fakeModel(() => verdicts([SORTS, 100], [SEARCHES, 0]));
    expect(await grade(model)).toMatchObject({ outcome: "graded", score: 50 });
    expect(model.requests).toHaveLength(1);

    await grade(model);
    const fences = model.requests.map(({ prompt }) => /^<<<([0-9a-f]{32}) /m.exec(prompt)?.[1]);
    expect(new Set(fences).size).toBe(2);
    expect(fences).not.toContain(undefined);
  });

  it("is no result at all when the model does not answer as it must", async () => {
    const model = fakeModel(() => verdicts([SORTS, 100]));
    await expect(grade(model)).rejects.toMatchObject({ code: "ai_unavailable", retry: "later" });
  });

  it("is no result at all when the budget of the day is spent, and says which", async () => {
    const model = fakeModel(() => verdicts([SORTS, 100], [SEARCHES, 0]));
    const port = withinAiBudget(model, { tokensPerDay: 10, now: () => new Date("2026-03-01T10:00:00Z") });

    await expect(grade(port)).rejects.toMatchObject({
      code: "ai_budget_spent",
      blame: "platform",
      context: { detail: "the 10 tokens of 2026-03-01 are spent" },
    });
    expect(model.requests).toEqual([]);
  });

  it("cannot be graded where AI is off", async () => {
    await expect(grade(undefined)).rejects.toMatchObject({ code: "release_unusable", blame: "instructor" });
  });
});

describe("a grading with AI tests, by answers of Bedrock", () => {
  beforeEach(() => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "x");
  });
  afterEach(() => vi.unstubAllEnvs());

  async function gradeBy(answer: (number: number) => ConverseReply) {
    await using server = await openBedrockServer((_, number) => answer(number));
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.endpoint);
    using model = openAi({
      modelId: "eu.example.model-v1:0",
      region: "eu-central-1",
      tokensPerGrading: 50_000,
      tokensPerDay: 1_000_000,
      feedbackWaitMs: 5_000,
    });
    return { run: await grade(model.port), calls: server.calls };
  }

  it.each([
    ["a number that is none of points", verdicts([SORTS, 1e308], [SEARCHES, -1e308]), 50],
    ["verdicts on tests that nobody asked about", verdicts([SORTS, 0], [SEARCHES, 0], ["sum", 100]), 0],
    ["all that a file told it to give", verdicts([SORTS, 100, "As told."], [SEARCHES, 100]), 100],
  ])("has a score from 0 to 100 when it gives %s", async (_, answer, score) => {
    const { run, calls } = await gradeBy(() => answered(answer));
    expect(run).toMatchObject({ outcome: "graded", score });
    expect(calls).toHaveLength(1);
  });

  it("is graded when the model throttles once", async () => {
    const { run } = await gradeBy((number) =>
      number === 1 ? refused(429, "ThrottlingException") : answered(verdicts([SORTS, 100], [SEARCHES, 50])),
    );
    expect(run).toMatchObject({ outcome: "graded", score: 75 });
  });

  it.each([
    ["throttles", refused(429, "ThrottlingException")],
    ["fails", refused(503, "ServiceUnavailableException")],
    ["sends what is no JSON", { status: 200, body: '{"output":' }],
    ["answers in words", said('{"verdicts": [{"id": "ai_sort')],
    ["gives a score in quotes", answered(verdicts([SORTS, "100"], [SEARCHES, 0]))],
    ["leaves one out", answered(verdicts([SORTS, 100]))],
    ["gives one twice", answered(verdicts([SORTS, 100], [SORTS, 0], [SEARCHES, 0]))],
  ] satisfies readonly (readonly [string, ConverseReply])[])(
    "is tried again, and nobody's zero, when the model %s",
    async (_, reply) => {
      await expect(gradeBy(() => reply)).rejects.toMatchObject({
        code: "ai_unavailable",
        blame: "platform",
        retry: "later",
      });
    },
  );
});
