import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseAnswer } from "#core/ai/parse-answer.ts";
import { askBedrock } from "#runner/ai/bedrock.ts";
import { openAi } from "#runner/ai/open-ai.ts";
import {
  answered,
  type BedrockServer,
  type ConverseCall,
  type ConverseReply,
  openBedrockServer,
  refused,
  said,
} from "#test/support/bedrock-server.ts";
import { verdicts } from "#test/unit/core/ai/answers.ts";
import exchange from "./exchanges/verdicts.json" with { type: "json" };

const request = {
  system: "You judge source files.",
  prompt: "Tests, one a line: …",
  answerSchema: { type: "object" },
  maxAnswerTokens: 600,
};
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "x" };

afterEach(() => vi.unstubAllEnvs());

/** The first reply for the first request, and so on; the last one for all that follow. */
function replying(
  ...replies: readonly ConverseReply[]
): (call: ConverseCall, number: number) => ConverseReply {
  return (_, number) => replies[Math.min(number, replies.length) - 1] ?? "silence";
}

async function ask(
  server: BedrockServer,
  { signal = new AbortController().signal, timeoutMs = 5_000, maxAttempts = 2 } = {},
) {
  const client = new BedrockRuntimeClient({
    region: "eu-central-1",
    endpoint: server.endpoint,
    credentials,
    maxAttempts,
  });
  try {
    return await askBedrock({ client, modelId: "eu.example.model-v1:0", timeoutMs })(request, signal);
  } finally {
    client.destroy();
  }
}

describe("Bedrock", () => {
  it("is asked for a tool's input by the schema, and that is the answer", async () => {
    await using server = await openBedrockServer(() => ({ status: 200, body: exchange.response }));

    expect(await ask(server)).toEqual({
      answer: { verdicts: [{ id: "quick", score: 100, feedback: "Good." }] },
      tokens: 876,
    });
    expect(server.calls).toEqual([exchange.request]);
  });

  it("that throttles once is asked again, and once only", async () => {
    await using busy = await openBedrockServer(
      replying(refused(429, "ThrottlingException"), answered(verdicts(["a", 1]))),
    );
    expect(await ask(busy)).toMatchObject({ answer: verdicts(["a", 1]) });
    expect(busy.calls).toHaveLength(2);

    await using busier = await openBedrockServer(replying(refused(429, "ThrottlingException")));
    await expect(ask(busier)).rejects.toMatchObject({
      code: "ai_unavailable",
      blame: "platform",
      retry: "later",
      context: { detail: expect.stringContaining("ThrottlingException: Too many requests") },
    });
    expect(busier.calls).toHaveLength(2);
  });

  it.each([
    ["an internal error", refused(500, "InternalServerException"), "InternalServerException"],
    ["an overloaded service", refused(503, "ServiceUnavailableException"), "ServiceUnavailableException"],
    ["a model that fails", refused(424, "ModelErrorException"), "ModelErrorException"],
    ["a model that may not be used", refused(403, "AccessDeniedException"), "AccessDeniedException"],
    ["a model that knows no tools", refused(400, "ValidationException"), "ValidationException"],
    ["a page of a proxy", { status: 502, body: "<html>Bad Gateway</html>" }, ""],
    ["a body that is no JSON", { status: 200, body: '{"output": {"message": {"conte' }, ""],
    ["a number that JSON has not", { status: 200, body: '{"output": {"score": NaN}}' }, ""],
    ["an empty body", { status: 200, body: "" }, "stopped for undefined"],
    ["a closed connection", "reset", ""],
    ["words with a form in them that is no JSON", said('{"verdicts": [{"id": "a", "score": 100'), "end_turn"],
    ["words that are cut", said("Well,", "max_tokens"), "max_tokens"],
    ["a guardrail", said("I cannot help with that.", "guardrail_intervened"), "guardrail_intervened"],
  ] satisfies readonly (readonly [string, ConverseReply, string])[])(
    "with %s is not available: a fault of the platform, tried again",
    async (_, reply, detail) => {
      await using server = await openBedrockServer(replying(reply));
      await expect(ask(server, { maxAttempts: 1 })).rejects.toMatchObject({
        code: "ai_unavailable",
        blame: "platform",
        context: { detail: expect.stringContaining(detail) },
      });
    },
  );

  it("that does not answer is not waited for", async () => {
    await using server = await openBedrockServer(() => "silence");
    await expect(ask(server, { timeoutMs: 50 })).rejects.toMatchObject({
      code: "ai_unavailable",
      context: { detail: "no answer within 50 ms" },
    });
  });

  it("passes on the reason of a grading that was cancelled", async () => {
    const cancel = new AbortController();
    const reason = new Error("lease lost");
    await using server = await openBedrockServer(() => {
      cancel.abort(reason);
      return "silence";
    });
    await expect(ask(server, { signal: cancel.signal })).rejects.toBe(reason);
  });

  it.each([
    ["1e308", 100],
    ["-1e308", 0],
    ["12345678901234567890", 100],
    ["-0.5", 0],
    ["100.000001", 100],
    ["37.5", 37.5],
    ["66.666666666666666667", 66.66666666666667],
  ])("may give any number, and %s is a score of %d", async (score, clamped) => {
    await using server = await openBedrockServer(() => scored(score));
    const { answer } = await ask(server);
    expect(parseAnswer(answer, ["a"]).get("a")?.score).toBe(clamped);
  });

  it.each([
    ["1e309, which is infinite", `1e309`],
    ["text", `"100"`],
    ["null", `null`],
    ["a list", `[100]`],
  ])("may give no number, and %s is no score at all", async (_, score) => {
    await using server = await openBedrockServer(() => scored(score));
    const { answer } = await ask(server);
    expect(() => parseAnswer(answer, ["a"])).toThrow(expect.objectContaining({ code: "ai_unavailable" }));
  });
});

describe("the model of the settings", () => {
  const settings = {
    modelId: "eu.example.model-v1:0",
    region: "eu-central-1",
    tokensPerGrading: 50_000,
    tokensPerDay: 2_000,
    feedbackWaitMs: 1_000,
  };

  it("is asked by the credentials and at the endpoint of the environment, until the budget of the day is spent", async () => {
    await using server = await openBedrockServer(() => answered(verdicts(), [700, 100]));
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
    using ai = openAi(settings);
    const { signal } = new AbortController();

    await ai.port.ask(request, signal);
    await ai.port.ask(request, signal);

    await expect(ai.port.ask(request, signal)).rejects.toMatchObject({
      code: "ai_budget_spent",
      context: { detail: expect.stringMatching(/^the 2000 tokens of \d{4}-\d\d-\d\d are spent$/) },
    });
    expect(server.calls).toHaveLength(2);
  });
});

/** With the score as it is written, which may be no JSON that a program would write. */
function scored(score: string): ConverseReply {
  const { status, body } = answered(verdicts(["a", "SCORE"]));
  return { status, body: JSON.stringify(body).replace('"SCORE"', score) };
}
