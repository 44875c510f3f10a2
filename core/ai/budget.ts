import type { AiPort, AiRequest } from "#core/ai/feedback-port.ts";
import { AssayError } from "#core/errors.ts";

/** Models differ; for program text three characters a token is on the safe side of all we know. */
export const CHARACTERS_PER_TOKEN = 3;

export interface AiBudget {
  /** Of this process, from midnight to midnight UTC. */
  readonly tokensPerDay: number;
  readonly now: () => Date;
}

/**
 * The same port, which refuses with `ai_unavailable` what could go beyond the budget of the day. A request counts
 * with the most it can take until its real use is known, so that requests at the same time do not overspend;
 * one that failed keeps counting so, because a provider may have billed it.
 */
export function withinAiBudget(port: AiPort, { tokensPerDay, now }: AiBudget): AiPort {
  let day = "";
  let spent = 0;
  return {
    tokensPerGrading: port.tokensPerGrading,
    async ask(request, signal) {
      const today = now().toISOString().slice(0, 10);
      if (today !== day) [day, spent] = [today, 0];
      const most = mostTokens(request);
      if (spent + most > tokensPerDay) {
        throw new AssayError("ai_unavailable", {
          detail: `the ${tokensPerDay} tokens of ${today} are spent`,
        });
      }
      spent += most;
      const reply = await port.ask(request, signal);
      if (today === day) spent += reply.inputTokens + reply.outputTokens - most;
      return reply;
    },
  };
}

function mostTokens({ system, prompt, maxAnswerTokens }: AiRequest): number {
  return Math.ceil((system.length + prompt.length) / CHARACTERS_PER_TOKEN) + maxAnswerTokens;
}
