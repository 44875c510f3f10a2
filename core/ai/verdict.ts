import type { AiJudged } from "#core/ai/parse-answer.ts";

/** What a test of the AI kind comes to. The last two are known without a model. */
export type AiVerdict =
  | ({ readonly kind: "judged" } & AiJudged)
  | { readonly kind: "nothing-to-read" }
  | { readonly kind: "too-large"; readonly sizeBytes: number; readonly limitBytes: number };

/** The verdicts of one grading. Rejects with `ai_unavailable` or `ai_budget_spent`. */
export interface AiJudge {
  verdictOf(testId: string): Promise<AiVerdict>;
}
