import * as z from "zod";
import { AssayError } from "#core/errors.ts";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";

const Parameters = z.strictObject({
  algorithm_name: z.string().trim().min(1, { error: "is empty: name the algorithm, e.g. Quick Sort" }),
});

/** Whether a program implements an algorithm of a family, which no rule about syntax can say: a model does. */
export function aiAlgorithmTest(
  name: string,
  family: "sorting" | "search" | "graph",
): TestFunction<typeof Parameters> {
  return {
    name,
    asserts: `The submission implements the ${family} algorithm \`algorithm_name\` itself, in the judgement of a language model.`,
    parameters: Parameters,
    aiQuestion: ({ algorithm_name: algorithm }) =>
      `Do these files implement the ${family} algorithm ${JSON.stringify(algorithm)} themselves, faithfully and completely? A call of a library that does the work, or another algorithm, is none. Give 100 if they do and 0 if not, nothing between.`,
    run,
  };
}

async function run({ ai, locale }: TestContext): Promise<TestVerdict> {
  if (ai === undefined) {
    throw new AssayError("release_unusable", {
      detail: "it has AI tests, and AI is switched off here: ASSAY_AI_MODEL_ID is not set",
    });
  }
  const verdict = await ai();
  const say = messagesFor(locale).verdicts;
  if (verdict.kind === "nothing-to-read") return { score: 0, message: say.aiNothingToRead() };
  if (verdict.kind === "too-large") return { score: 0, message: say.aiTooLarge(verdict) };
  return { score: verdict.score, message: say.aiJudged({ feedback: verdict.feedback }) };
}
