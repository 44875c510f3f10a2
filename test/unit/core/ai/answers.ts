import type { AiPort, AiRequest } from "#core/ai/feedback-port.ts";

export interface FakeModel extends AiPort {
  readonly requests: readonly AiRequest[];
}

/** A model that answers as told and keeps what it was asked. */
export function fakeModel(
  answer: (request: AiRequest) => unknown,
  options: { readonly tokensPerGrading?: number; readonly tokens?: number; readonly waitMs?: number } = {},
): FakeModel {
  const requests: AiRequest[] = [];
  return {
    tokensPerGrading: options.tokensPerGrading ?? 50_000,
    feedbackWaitMs: options.waitMs ?? 5_000,
    requests,
    async ask(request) {
      requests.push(request);
      const reply = await answer(request);
      return { answer: reply, tokens: options.tokens ?? 100 };
    },
  };
}

export function verdicts(...list: readonly (readonly [id: string, score: unknown, feedback?: string])[]) {
  return { verdicts: list.map(([id, score, feedback = ""]) => ({ id, score, feedback })) };
}
