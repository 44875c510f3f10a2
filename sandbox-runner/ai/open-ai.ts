import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { withinAiBudget } from "#core/ai/budget.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";
import type { AiSettings } from "#runner/ai/ai-settings.ts";
import { askBedrock } from "#runner/ai/bedrock.ts";

export interface OpenAi extends Disposable {
  readonly port: AiPort;
}

/** What one question may take, with the one time that the SDK tries it again. */
const TIMEOUT_MS = 60_000;

/** The model of the settings, within its budget. */
export function openAi({ modelId, region, tokensPerDay, ...terms }: AiSettings): OpenAi {
  const client = new BedrockRuntimeClient({ ...(region !== undefined && { region }), maxAttempts: 2 });
  const { tokensPerGrading, feedbackWaitMs } = terms;
  const ask = askBedrock({ client, modelId, timeoutMs: TIMEOUT_MS });
  return {
    port: withinAiBudget({ tokensPerGrading, feedbackWaitMs, ask }, { tokensPerDay, now: () => new Date() }),
    [Symbol.dispose]: () => client.destroy(),
  };
}
