import { once } from "node:events";
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";

/** What the client sent, as the API documents it: `POST /model/<modelId>/converse`. */
export interface ConverseCall {
  readonly path: string;
  readonly body: {
    readonly system: readonly { readonly text: string }[];
    readonly messages: readonly { readonly content: readonly { readonly text: string }[] }[];
    readonly inferenceConfig: { readonly maxTokens: number };
    readonly toolConfig: unknown;
  };
}

export type ConverseReply =
  | { readonly status: number; readonly errorType?: string; readonly body: unknown }
  /** The request is accepted and never answered. */
  | "silence"
  /** The connection is closed without an answer. */
  | "reset";

export interface BedrockServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly calls: readonly ConverseCall[];
}

/**
 * A server on the loopback that replays answers of Bedrock's Converse to the real client, which speaks HTTP/2
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html).
 */
export async function openBedrockServer(
  answer: (call: ConverseCall, number: number) => ConverseReply,
): Promise<BedrockServer> {
  const calls: ConverseCall[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on("session", (session) => void sessions.add(session));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    readText(stream).then(
      (text) => {
        const call: ConverseCall = { path: String(headers[":path"]), body: JSON.parse(text) };
        calls.push(call);
        if (!stream.destroyed) reply(stream, answer(call, calls.length));
      },
      () => undefined,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A model that fills in the form, with the tokens that it took. */
export function answered(input: unknown, tokens: readonly [number, number] = [812, 64]) {
  const toolUse = { toolUseId: "tooluse_kZJMlvQmRJ6eAyJE5GIl7Q", name: "give_answer", input };
  return converse({ content: [{ toolUse }], stopReason: "tool_use", tokens });
}

/** A model that says something instead. */
export function said(text: string, stopReason = "end_turn") {
  return converse({ content: [{ text }], stopReason, tokens: [812, 64] });
}

/** An error as the service sends it, e.g. `refused(429, "ThrottlingException")`. */
export function refused(status: number, errorType: string): ConverseReply {
  return { status, errorType, body: { message: "Too many requests, please wait before trying again." } };
}

function converse(answer: {
  readonly content: readonly unknown[];
  readonly stopReason: string;
  readonly tokens: readonly [number, number];
}) {
  const [inputTokens, outputTokens] = answer.tokens;
  const body = {
    metrics: { latencyMs: 1409 },
    output: { message: { content: answer.content, role: "assistant" } },
    stopReason: answer.stopReason,
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
  };
  return { status: 200, body };
}

async function readText(stream: ServerHttp2Stream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function reply(stream: ServerHttp2Stream, answer: ConverseReply): void {
  if (answer === "silence") return;
  if (answer === "reset") {
    stream.session?.destroy();
    return;
  }
  stream.respond({
    ":status": answer.status,
    "content-type": "application/json",
    "x-amzn-requestid": "9dc4e1f3-3f0c-4d3c-9f6a-2f8f3a3f7a11",
    ...(answer.errorType && { "x-amzn-errortype": answer.errorType }),
  });
  stream.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
}
