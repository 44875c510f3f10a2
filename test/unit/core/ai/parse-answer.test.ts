import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAnswer } from "#core/ai/parse-answer.ts";
import { AssayError } from "#core/errors.ts";
import { verdicts } from "./answers.ts";

describe("a model's answer", () => {
  it("has its scores brought to 0 and 100, its feedback cut, and what nobody asked about dropped", () => {
    const judged = parseAnswer(verdicts(["a", 140, " ok "], ["b", -3, "x".repeat(9_000)], ["c", 50]), [
      "a",
      "b",
    ]);
    expect(judged.get("a")).toEqual({ score: 100, feedback: "ok" });
    expect(judged.get("b")).toEqual({ score: 0, feedback: `${"x".repeat(1_999)}…` });
    expect([...judged.keys()]).toEqual(["a", "b"]);
  });

  it.each([
    ["no verdict", verdicts(["b", 100])],
    ["two verdicts", verdicts(["a", 100], ["a", 0])],
    ["a score that is text", verdicts(["a", "100"])],
    ["a score that is no number", verdicts(["a", Number.NaN])],
    ["an infinite score", verdicts(["a", Number.POSITIVE_INFINITY])],
    ["a key more", { ...verdicts(["a", 100]), comment: "hi" }],
    ["text instead of a form", "100"],
    ["nothing", undefined],
  ])("with %s is the platform's fault", (_, answer) => {
    expect(() => parseAnswer(answer, ["a"])).toThrow(
      expect.objectContaining({ code: "ai_unavailable", blame: "platform" }),
    );
  });

  it("of any kind is either refused or gives each test a score from 0 to 100", () => {
    const verdict = fc.record({
      id: fc.constantFrom("a", "b", "c"),
      score: fc.oneof(fc.double(), fc.string(), fc.constant(null)),
      feedback: fc.string(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ verdicts: fc.array(verdict) })), (answer) => {
        const judged = orRefused(() => parseAnswer(answer, ["a", "b"]));
        if (judged === undefined) return;
        expect([...judged.keys()]).toEqual(["a", "b"]);
        for (const { score } of judged.values()) expect(score >= 0 && score <= 100).toBe(true);
      }),
    );
  });
});

function orRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof AssayError && error.code === "ai_unavailable") return undefined;
    throw error;
  }
}
