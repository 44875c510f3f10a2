import {
  type BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandOutput,
} from "@aws-sdk/client-bedrock-runtime";
import * as z from "zod";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { AssayError } from "#core/errors.ts";

export interface BedrockOptions {
  readonly client: BedrockRuntimeClient;
  /** Of a model or an inference profile that can use tools. */
  readonly modelId: string;
  readonly tokensPerGrading: number;
}

/** A model that must use a tool fills in its input by the schema, the one way of Converse to a structured answer. */
const TOOL = "give_verdicts";

const TIMEOUT_MS = 60_000;

/** Amazon Bedrock, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function bedrockPort({ client, modelId, tokensPerGrading }: BedrockOptions): AiPort {
  return {
    tokensPerGrading,
    async ask({ system, prompt, answerSchema, maxAnswerTokens }, signal) {
      const command = new ConverseCommand({
        modelId,
        system: [{ text: system }],
        messages: [{ role: "user", content: [{ text: prompt }] }],
        inferenceConfig: { maxTokens: maxAnswerTokens, temperature: 0 },
        toolConfig: {
          tools: [{ toolSpec: { name: TOOL, inputSchema: { json: z.json().parse(answerSchema) } } }],
          toolChoice: { tool: { name: TOOL } },
        },
      });
      const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const output = await client.send(command, { abortSignal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw unavailable(error instanceof Error ? `${error.name}: ${error.message}` : String(error), error);
      });
      return {
        answer: toolInput(output),
        inputTokens: output.usage?.inputTokens ?? 0,
        outputTokens: output.usage?.outputTokens ?? 0,
      };
    },
  };
}

function toolInput({ output, stopReason }: ConverseCommandOutput): unknown {
  const use = output?.message?.content?.find(({ toolUse }) => toolUse?.name === TOOL)?.toolUse;
  if (use === undefined) throw unavailable(`the model gave no verdicts and stopped for ${stopReason}`);
  return use.input;
}

function unavailable(detail: string, cause?: unknown): AssayError {
  return new AssayError("ai_unavailable", { detail: detail.slice(0, 500) }, { cause });
}
