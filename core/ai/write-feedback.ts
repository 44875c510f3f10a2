import * as z from "zod";
import { type AiAllowance, promptBytes } from "#core/ai/allowance.ts";
import { feedbackFacts } from "#core/ai/feedback-facts.ts";
import { feedbackPrompt } from "#core/ai/feedback-prompt.ts";
import { modelText } from "#core/ai/model-text.ts";
import { unusableAnswer } from "#core/ai/parse-answer.ts";
import { readableFiles } from "#core/ai/readable-text.ts";
import { FEEDBACK_CHARACTERS, type WrittenFeedback } from "#core/ai/written-feedback.ts";
import type { AiFeedback } from "#core/assignment/ai-feedback.ts";
import { defaultFeedback, type Feedback } from "#core/assignment/feedback.ts";
import type { TestResult } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { SubmissionFile } from "#core/submission/file.ts";

export interface GradedSubmission {
  readonly wishes: AiFeedback;
  /** What the instructor chose about reports. */
  readonly report: Feedback | undefined;
  readonly tests: readonly TestResult[];
  readonly files: readonly SubmissionFile[];
  readonly locale: Locale;
  /** See `fenced`. */
  readonly fence: string;
}

export interface FeedbackTerms {
  readonly allowance: AiAllowance;
  readonly waitMs: number;
  /** Told why there is none, where a student is not. */
  readonly onFailure: (error: unknown) => void;
}

const ANSWER_TOKENS = 1_200;

const AiText = z.strictObject({ feedback: z.string().describe("To the student.") });
const answerSchema: Readonly<Record<string, unknown>> = z.toJSONSchema(AiText);

/**
 * Has a language model write to a student, with one question, about a grading that has its score. Whatever goes wrong
 * is a reason in the result; it rejects only with the reason of an aborted signal, and resolves within `waitMs`.
 */
export async function writeFeedback(
  graded: GradedSubmission,
  { allowance, waitMs, onFailure }: FeedbackTerms,
  signal: AbortSignal,
): Promise<WrittenFeedback> {
  const late = AbortSignal.timeout(waitMs);
  try {
    const request = requestFor(graded);
    if (sizeOf(request) > promptBytes(allowance, ANSWER_TOKENS)) return { kind: "missing", reason: "budget" };
    const ended = AbortSignal.any([signal, late]);
    const { answer } = await orAborted(allowance.ask(request, ended), ended);
    return { kind: "written", text: textOf(answer) };
  } catch (error) {
    signal.throwIfAborted();
    onFailure(error);
    return { kind: "missing", reason: late.aborted ? "late" : "unavailable" };
  }
}

function requestFor({ wishes, report, tests, files, locale, fence }: GradedSubmission) {
  const shown = readableFiles(files).filter(({ path }) => isWanted(path, wishes.files));
  const facts = feedbackFacts(tests, report ?? defaultFeedback);
  const prompt = feedbackPrompt({ wishes, facts, files: shown, fence, locale });
  return { ...prompt, answerSchema, maxAnswerTokens: ANSWER_TOKENS };
}

function isWanted(path: string, wanted: readonly string[] | undefined): boolean {
  return wanted?.some((each) => path === each || path.startsWith(`${each}/`)) ?? true;
}

function sizeOf({ system, prompt }: { readonly system: string; readonly prompt: string }): number {
  return Buffer.byteLength(system) + Buffer.byteLength(prompt);
}

/** A port that does not listen to its signal is not waited for either. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function textOf(answer: unknown): string {
  const parsed = AiText.safeParse(answer);
  if (!parsed.success) throw unusableAnswer(z.prettifyError(parsed.error));
  const text = modelText(parsed.data.feedback, FEEDBACK_CHARACTERS);
  if (text === "") throw unusableAnswer("it is empty");
  return text;
}
