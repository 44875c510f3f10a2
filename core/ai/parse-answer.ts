import * as z from "zod";
import { modelText } from "#core/ai/model-text.ts";
import { AssayError } from "#core/errors.ts";

/** Longer feedback is cut: it stands in a report beside one test. */
const FEEDBACK_CHARACTERS = 2_000;

const AiAnswer = z.strictObject({
  verdicts: z.array(
    z.strictObject({
      id: z.string().describe("The id of the test."),
      score: z.number().describe("0 to 100."),
      feedback: z.string().describe("To the student."),
    }),
  ),
});

export const answerSchema: Readonly<Record<string, unknown>> = z.toJSONSchema(AiAnswer);

export interface AiJudged {
  /** 0 to 100. */
  readonly score: number;
  readonly feedback: string;
}

/**
 * The verdict of each test, by id. An answer of another form, or without a verdict on a test or with two,
 * is `ai_unavailable`: what a model fails to say is no student's zero. Scores beyond 0 and 100 are clamped,
 * and verdicts on tests that nobody asked about are dropped.
 */
export function parseAnswer(answer: unknown, testIds: readonly string[]): ReadonlyMap<string, AiJudged> {
  const parsed = AiAnswer.safeParse(answer);
  if (!parsed.success) throw unusableAnswer(z.prettifyError(parsed.error));
  return new Map(
    testIds.map((testId) => {
      const [verdict, ...others] = parsed.data.verdicts.filter(({ id }) => id === testId);
      if (verdict === undefined || others.length > 0) {
        throw unusableAnswer(`${others.length === 0 ? "no verdict" : "several verdicts"} on '${testId}'`);
      }
      const score = Math.min(100, Math.max(0, verdict.score));
      return [testId, { score, feedback: modelText(verdict.feedback, FEEDBACK_CHARACTERS) }];
    }),
  );
}

export function unusableAnswer(detail: string): AssayError {
  return new AssayError("ai_unavailable", { detail: `the model's answer: ${detail}`.slice(0, 500) });
}
