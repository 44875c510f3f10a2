import { type AiAllowance, openAllowance } from "#core/ai/allowance.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";

export interface AiBudget {
  /** Of this process, from midnight to midnight UTC. */
  readonly tokensPerDay: number;
  readonly now: () => Date;
}

/** The same port, which refuses with `ai_budget_spent` what could go beyond the budget of the day. */
export function withinAiBudget(port: AiPort, { tokensPerDay, now }: AiBudget): AiPort {
  let day = "";
  let allowance: AiAllowance | undefined;
  return {
    ...port,
    async ask(request, signal) {
      const today = now().toISOString().slice(0, 10);
      if (allowance === undefined || today !== day) {
        day = today;
        allowance = openAllowance(port, tokensPerDay, today);
      }
      return await allowance.ask(request, signal);
    },
  };
}
