/**
 * Asks a language model. The runner implements it on a provider; nothing here opens a connection.
 * Rejects with `ai_unavailable` when the provider does, with `ai_budget_spent` when what may be spent is spent.
 */
export interface AiPort {
  /** What one grading may spend, questions and answers together. */
  readonly tokensPerGrading: number;
  /** How long a grading that has its score waits for feedback. */
  readonly feedbackWaitMs: number;
  ask(request: AiRequest, signal: AbortSignal): Promise<AiReply>;
}

export interface AiRequest {
  /** The instruction. Nothing of a student is in it. */
  readonly system: string;
  /** The data: what to judge or to explain, behind fences. */
  readonly prompt: string;
  /** The form of the answer, as JSON Schema. */
  readonly answerSchema: Readonly<Record<string, unknown>>;
  readonly maxAnswerTokens: number;
}

export interface AiReply {
  /** Not checked yet: a model may answer anything. */
  readonly answer: unknown;
  /** Question and answer, as the provider counted them; undefined where it does not say. */
  readonly tokens: number | undefined;
}
