import type { AiPort, AiReply, AiRequest } from "#core/ai/feedback-port.ts";
import { AssayError } from "#core/errors.ts";

/** Models differ; for program text three bytes a token is on the safe side of all we know. */
const BYTES_PER_TOKEN = 3;

/** Something that may be spent once: of one grading, or of one day. */
export interface AiAllowance {
  readonly tokensLeft: number;
  /** Rejects with `ai_budget_spent`, unasked, what could go beyond. */
  ask(request: AiRequest, signal: AbortSignal): Promise<AiReply>;
}

/**
 * A request counts with the most it can take until its real use is known, so that requests at the same time do not
 * overspend; one that failed keeps counting so, because a provider may have billed it.
 */
export function openAllowance(port: Pick<AiPort, "ask">, tokens: number, ofWhat: string): AiAllowance {
  let left = tokens;
  return {
    get tokensLeft() {
      return left;
    },
    async ask(request, signal) {
      const most = mostTokens(request);
      if (most > left) {
        throw new AssayError("ai_budget_spent", { detail: `the ${tokens} tokens of ${ofWhat} are spent` });
      }
      left -= most;
      const reply = await port.ask(request, signal);
      left += most - (reply.tokens ?? most);
      return reply;
    },
  };
}

/** How much text may be asked when so many tokens are kept for the answer. */
export function promptBytes({ tokensLeft }: AiAllowance, maxAnswerTokens: number): number {
  return Math.max(0, (tokensLeft - maxAnswerTokens) * BYTES_PER_TOKEN);
}

function mostTokens({ system, prompt, maxAnswerTokens }: AiRequest): number {
  return (
    Math.ceil((Buffer.byteLength(system) + Buffer.byteLength(prompt)) / BYTES_PER_TOKEN) + maxAnswerTokens
  );
}
