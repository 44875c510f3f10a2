import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { bedrockPort } from "#runner/ai/bedrock.ts";
import exchange from "./exchanges/verdicts.json" with { type: "json" };

const client = new BedrockRuntimeClient({ region: "eu-central-1" });
const bedrock = mockClient(client);
const port = bedrockPort({ client, modelId: "eu.example.model-v1:0", tokensPerGrading: 50_000 });
const request = {
  system: "You judge source files.",
  prompt: "Tests, one a line: …",
  answerSchema: { type: "object" },
  maxAnswerTokens: 600,
};
const { signal } = new AbortController();

beforeEach(() => bedrock.reset());

describe("Bedrock", () => {
  it("is asked for a tool's input by the schema, and that is the answer", async () => {
    bedrock.on(ConverseCommand).resolves({
      $metadata: {},
      stopReason: "tool_use",
      usage: exchange.response.usage,
      output: { message: { role: "assistant", content: [{ text: "…" }, toolUse()] } },
      metrics: exchange.response.metrics,
    });

    const reply = await port.ask(request, signal);

    expect(reply).toEqual({
      answer: { verdicts: [{ id: "quick", score: 100, feedback: "Good." }] },
      inputTokens: 812,
      outputTokens: 64,
    });
    expect(bedrock.commandCalls(ConverseCommand)[0]?.args[0].input).toEqual(exchange.request);
  });

  it("that answers in words alone is not available", async () => {
    bedrock.on(ConverseCommand).resolves({
      $metadata: {},
      stopReason: "max_tokens",
      usage: undefined,
      output: { message: { role: "assistant", content: [{ text: "Well," }] } },
      metrics: undefined,
    });
    await expect(port.ask(request, signal)).rejects.toMatchObject({
      code: "ai_unavailable",
      context: { detail: expect.stringContaining("max_tokens") },
    });
  });

  it("that throttles is not available: a platform fault, tried again", async () => {
    bedrock
      .on(ConverseCommand)
      .rejects(Object.assign(new Error("Too many"), { name: "ThrottlingException" }));
    await expect(port.ask(request, signal)).rejects.toMatchObject({
      code: "ai_unavailable",
      blame: "platform",
      retry: "later",
      context: { detail: "ThrottlingException: Too many" },
    });
  });

  it("passes on the reason of a grading that was cancelled", async () => {
    const cancel = new AbortController();
    const reason = new Error("lease lost");
    bedrock.on(ConverseCommand).callsFake(() => {
      cancel.abort(reason);
      throw new Error("aborted");
    });
    await expect(port.ask(request, cancel.signal)).rejects.toBe(reason);
  });
});

function toolUse() {
  const use = exchange.response.output.message.content.find(({ toolUse }) => toolUse !== undefined)?.toolUse;
  if (use === undefined) throw new Error("the exchange has no use of a tool");
  return { toolUse: use };
}
