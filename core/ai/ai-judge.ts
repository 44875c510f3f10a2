import { type AiAllowance, promptBytes } from "#core/ai/allowance.ts";
import { answerSchema, parseAnswer } from "#core/ai/parse-answer.ts";
import { type AiQuestion, buildPrompt, type Prompt } from "#core/ai/prompt.ts";
import { readableFiles } from "#core/ai/readable-text.ts";
import type { AiJudge, AiVerdict } from "#core/ai/verdict.ts";
import type { Assignment } from "#core/assignment/assignment.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import { AssayError } from "#core/errors.ts";
import { filesFor } from "#core/grading/files-for.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { templates } from "#core/templates/registry.ts";

export interface AiGrading {
  readonly criteria: Assignment["criteria"];
  readonly files: readonly SubmissionFile[];
  readonly locale: Locale;
  /** See `fenced`. */
  readonly fence: string;
}

/** Room for one verdict with its feedback, and for the frame around all of them. */
const ANSWER_TOKENS_PER_TEST = 400;
const ANSWER_TOKENS = 200;

/** Judges all AI tests of one grading with one question, asked when the first of them is reached. */
export function openAiJudge(allowance: AiAllowance, grading: AiGrading, signal: AbortSignal): AiJudge {
  let judged: Promise<ReadonlyMap<string, AiVerdict>> | undefined;
  return {
    async verdictOf(testId) {
      judged ??= judge(allowance, grading, signal);
      const verdict = (await judged).get(testId);
      if (verdict === undefined) throw new Error(`'${testId}' is no AI test`);
      return verdict;
    },
  };
}

async function judge(allowance: AiAllowance, grading: AiGrading, signal: AbortSignal) {
  const readable = readableFiles(grading.files);
  const texts = new Set(readable.map(({ path }) => path));
  const all = questionsOf(grading);
  const questions = all
    .map((each) => ({ ...each, paths: each.paths.filter((path) => texts.has(path)) }))
    .filter(({ paths }) => paths.length > 0);
  const verdicts = new Map<string, AiVerdict>(all.map(({ testId }) => [testId, { kind: "nothing-to-read" }]));
  if (questions.length === 0) return verdicts;

  const asked = new Set(questions.flatMap(({ paths }) => paths));
  const files = readable.filter(({ path }) => asked.has(path));
  const parts = { questions, fence: grading.fence, locale: grading.locale };
  const { system, prompt } = buildPrompt({ ...parts, files });
  const maxAnswerTokens = ANSWER_TOKENS + ANSWER_TOKENS_PER_TEST * questions.length;
  const limitBytes = promptBytes(allowance, maxAnswerTokens);
  if (sizeOf(buildPrompt({ ...parts, files: [] })) > limitBytes) throw tooManyTests(allowance.tokensLeft);
  const sizeBytes = sizeOf({ system, prompt });
  if (sizeBytes > limitBytes) {
    for (const { testId } of questions) verdicts.set(testId, { kind: "too-large", sizeBytes, limitBytes });
    return verdicts;
  }
  const { answer } = await allowance.ask({ system, prompt, answerSchema, maxAnswerTokens }, signal);
  const judged = parseAnswer(
    answer,
    questions.map(({ testId }) => testId),
  );
  for (const [testId, verdict] of judged) verdicts.set(testId, { kind: "judged", ...verdict });
  return verdicts;
}

function sizeOf({ system, prompt }: Prompt): number {
  return Buffer.byteLength(system) + Buffer.byteLength(prompt);
}

/** Whatever a student submits: so it costs none of them a point. */
function tooManyTests(tokens: number): AssayError {
  const detail = `its AI tests need more than the ${tokens} tokens of a grading (ASSAY_AI_TOKENS_PER_GRADING)`;
  return new AssayError("release_unusable", { detail });
}

function questionsOf({ criteria, files }: AiGrading): readonly AiQuestion[] {
  return testsOf(criteria).flatMap((test) => {
    const testFunction = templates.get(test.template)?.functions.get(test.type);
    const parameters = testFunction?.parameters.safeParse(test.parameters);
    const question = parameters?.success ? testFunction?.aiQuestion?.(parameters.data) : undefined;
    if (question === undefined) return [];
    return [{ testId: test.id, question, paths: filesFor(test, files).map(({ path }) => path) }];
  });
}
