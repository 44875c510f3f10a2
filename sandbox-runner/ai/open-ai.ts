import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { withinAiBudget } from "#core/ai/budget.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { bedrockPort } from "#runner/ai/bedrock.ts";
import type { AiSettings } from "#runner/settings.ts";

export interface OpenAi extends Disposable {
  readonly port: AiPort;
}

/** The model of the settings, within its budget. */
export function openAi({ modelId, region, tokensPerGrading, tokensPerDay }: AiSettings): OpenAi {
  const client = new BedrockRuntimeClient({ ...(region !== undefined && { region }), maxAttempts: 2 });
  return {
    port: withinAiBudget(bedrockPort({ client, modelId, tokensPerGrading }), {
      tokensPerDay,
      now: () => new Date(),
    }),
    [Symbol.dispose]: () => client.destroy(),
  };
}
