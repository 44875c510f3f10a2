import { AssayError } from "#core/errors.ts";
import type { ServerAnswer, StudentServer } from "#core/grading/server-port.ts";
import type { TestContext, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { encodeRequest, type HttpRequest } from "#core/templates/api/http-request.ts";
import { type HttpResponse, parseResponse } from "#core/templates/api/http-response.ts";

export type Asked =
  | {
      readonly ok: true;
      readonly response: HttpResponse;
      /** A verdict of no points, with what the server printed. */
      readonly zero: (verdict: Pick<TestVerdict, "message" | "comparison">) => TestVerdict;
    }
  | { readonly ok: false; readonly verdict: TestVerdict };

/** The whole answer, from the moment the connection stands; the time-out of the reference system. */
const ANSWER_MS = 5_000;
const ANSWER_BYTES = 1024 * 1024;

/** Asks the student's server once. What keeps it from answering is worth nothing, and is told with its last words. */
export async function askServer(context: TestContext, request: HttpRequest): Promise<Asked> {
  const { server, limits } = context;
  if (server === undefined) {
    throw new AssayError("release_unusable", {
      detail: "the assignment does not say how to start the server",
    });
  }
  const answer = await context.sandbox.ask({
    server,
    limits,
    bytes: encodeRequest(request, server.port),
    answerMs: ANSWER_MS,
    capBytes: ANSWER_BYTES,
  });
  const zero = (verdict: Pick<TestVerdict, "message" | "comparison">): TestVerdict => ({
    ...verdict,
    score: 0,
    outcome: answer.server,
  });
  const parsed = parseResponse(answer.bytes, { method: request.method, closed: answer.end === "closed" });
  if (parsed.ok && answer.end !== "cut") return { ok: true, response: parsed.response, zero };
  const problem = parsed.ok ? "incomplete" : parsed.problem;
  const message = describe(answer, { context, server, target: request.target, problem });
  return { ok: false, verdict: zero({ message }) };
}

function describe(
  answer: ServerAnswer,
  asked: {
    readonly context: TestContext;
    readonly server: StudentServer;
    readonly target: string;
    readonly problem: "empty" | "malformed" | "incomplete";
  },
): string {
  const { context, server, target, problem } = asked;
  const { exitCode, signal, outOfMemory, startError } = answer.server;
  const say = messagesFor(context.locale).verdicts;
  if (startError !== null) return say.serverNotStarted({ detail: startError });
  const ready = answer.end !== "not-ready";
  if (!answer.running) {
    const limitBytes = outOfMemory ? context.limits.memoryBytes : undefined;
    return say.serverEnded({ port: server.port, ready, exitCode, signal, limitBytes });
  }
  if (!ready) return say.serverNotReady({ port: server.port, limitMs: server.readyMs });
  if (answer.end === "timed-out") return say.answerTooLate({ target, limitMs: ANSWER_MS });
  if (answer.end === "cut") return say.answerTooLarge({ target, capBytes: ANSWER_BYTES });
  return say.answerNoHttp({ target, problem });
}
