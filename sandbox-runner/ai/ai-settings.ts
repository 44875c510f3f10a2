import * as z from "zod";
import { type Environment, readEnvironment } from "#runner/environment.ts";

const positive = z.coerce.number().pipe(z.int().positive());
const text = z.string().min(1);

/** What switches a language model on, in the runner and in `assay grade` alike. */
export const aiEnvironment = {
  /** A model or inference profile of Bedrock that judges AI tests and writes feedback; without it AI is off. */
  ASSAY_AI_MODEL_ID: text.optional(),
  /** Of the model, where it is not the region of everything else. */
  ASSAY_AI_REGION: text.optional(),
  ASSAY_AI_TOKENS_PER_GRADING: positive.default(50_000),
  /** Of this process, by the day in UTC. */
  ASSAY_AI_TOKENS_PER_DAY: positive.default(1_000_000),
  /** How long a grading that has its score waits for feedback, and keeps its slot. */
  ASSAY_AI_FEEDBACK_WAIT_MS: positive.default(20_000),
};

export interface AiSettings {
  readonly modelId: string;
  readonly region: string | undefined;
  readonly tokensPerGrading: number;
  readonly tokensPerDay: number;
  readonly feedbackWaitMs: number;
}

const AiEnvironment = z.object(aiEnvironment);

/** For a process that has no other settings of the runner. Throws a `SettingsError`. */
export function readAiSettings(env: Environment): AiSettings | undefined {
  return aiSettings(readEnvironment(AiEnvironment, env));
}

/** Undefined when AI is off. */
export function aiSettings(read: z.output<typeof AiEnvironment>): AiSettings | undefined {
  if (read.ASSAY_AI_MODEL_ID === undefined) return undefined;
  return {
    modelId: read.ASSAY_AI_MODEL_ID,
    region: read.ASSAY_AI_REGION,
    tokensPerGrading: read.ASSAY_AI_TOKENS_PER_GRADING,
    tokensPerDay: read.ASSAY_AI_TOKENS_PER_DAY,
    feedbackWaitMs: read.ASSAY_AI_FEEDBACK_WAIT_MS,
  };
}
