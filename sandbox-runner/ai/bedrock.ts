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
  readonly timeoutMs: number;
}

/** A model that must use a tool fills in its input by the schema, the one way of Converse to a structured answer. */
const TOOL = "give_answer";

/** Amazon Bedrock, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function askBedrock({ client, modelId, timeoutMs }: BedrockOptions): AiPort["ask"] {
  return async ({ system, prompt, answerSchema, maxAnswerTokens }, signal) => {
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
    const timeout = AbortSignal.timeout(timeoutMs);
    const abortSignal = AbortSignal.any([signal, timeout]);
    const output = await client.send(command, { abortSignal }).catch((error: unknown) => {
      signal.throwIfAborted();
      if (timeout.aborted) throw unavailable(`no answer within ${timeoutMs} ms`, error);
      throw unavailable(error instanceof Error ? `${error.name}: ${error.message}` : String(error), error);
    });
    return { answer: toolInput(output), tokens: tokensOf(output.usage) };
  };
}

function tokensOf(usage: ConverseCommandOutput["usage"]): number | undefined {
  if (usage?.inputTokens === undefined || usage.outputTokens === undefined) return undefined;
  return usage.inputTokens + usage.outputTokens;
}

function toolInput({ output, stopReason }: ConverseCommandOutput): unknown {
  const use = output?.message?.content?.find(({ toolUse }) => toolUse?.name === TOOL)?.toolUse;
  if (use === undefined) throw unavailable(`the model gave no answer and stopped for ${stopReason}`);
  return withPlainNumbers(use.input);
}

/** The SDK keeps numbers of a document that lose digits as what they were written like. */
const ExactNumber = z.strictObject({ string: z.string(), type: z.literal("bigDecimal") });

function withPlainNumbers(document: unknown): unknown {
  if (typeof document === "bigint") return Number(document);
  if (typeof document !== "object" || document === null) return document;
  if (Array.isArray(document)) return document.map(withPlainNumbers);
  const exact = ExactNumber.safeParse({ ...document });
  if (exact.success) return Number(exact.data.string);
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, withPlainNumbers(value)]));
}

function unavailable(detail: string, cause?: unknown): AssayError {
  return new AssayError("ai_unavailable", { detail: detail.slice(0, 500) }, { cause });
}
