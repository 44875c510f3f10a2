/**
 * Asks a language model. The runner implements it on a provider; nothing here opens a connection.
 * Rejects with `ai_unavailable` when the provider does, or when what may be spent is spent.
 */
export interface AiPort {
  /** What one grading may spend, question and answer together. */
  readonly tokensPerGrading: number;
  ask(request: AiRequest, signal: AbortSignal): Promise<AiReply>;
}

export interface AiRequest {
  /** The instruction. Nothing of a student is in it. */
  readonly system: string;
  /** The data: what to judge, and the submitted files behind fences. */
  readonly prompt: string;
  /** The form of the answer, as JSON Schema. */
  readonly answerSchema: Readonly<Record<string, unknown>>;
  readonly maxAnswerTokens: number;
}

export interface AiReply {
  /** Not checked yet: a model may answer anything. */
  readonly answer: unknown;
  readonly inputTokens: number;
  readonly outputTokens: number;
}
