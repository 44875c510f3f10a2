import { describe, expect, it } from "vitest";
import type { ServerAnswer } from "#core/grading/server-port.ts";
import type { TestContext } from "#core/grading/test-function.ts";
import { templates } from "#core/templates/registry.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

const running = { ...outcome(), exitCode: null };

function answers(text: string, changes: Partial<ServerAnswer> = {}): ServerAnswer {
  return { end: "closed", bytes: Buffer.from(text), running: true, server: running, ...changes };
}

function http(status: number, body = "", headers = ""): ServerAnswer {
  return answers(
    `HTTP/1.1 ${status} X\r\nContent-Type: application/json; charset=utf-8\r\n${headers}\r\n${body}`,
  );
}

async function judge(name: string, parameters: Readonly<Record<string, unknown>>, answer: ServerAnswer) {
  const testFunction = templates.get("api")?.functions.get(name);
  if (testFunction === undefined) throw new Error(`no ${name}`);
  const sandbox = new ScriptedSandbox(outcome(), {}, [answer]);
  const context: TestContext = {
    files: [],
    language: "python",
    locale: "en",
    limits: { ...limits, wallMs: 1_000 },
    sandbox,
    syntax: noSyntax,
    server: { command: { shell: "serve" }, port: 8000, readyMs: 1_000 },
  };
  const verdict = await testFunction.run(context, testFunction.parameters.parse(parameters));
  const [asked] = sandbox.asked;
  return { ...verdict, sent: Buffer.from(asked?.bytes ?? []).toString(), waited: asked?.answerMs };
}

describe("a test of a server", () => {
  it("asks by HTTP/1.1 and for the end of the connection", async () => {
    const { sent } = await judge("health_check", { endpoint: "/health?full=1" }, http(200));
    expect(sent).toBe(
      "GET /health?full=1 HTTP/1.1\r\nHost: localhost:8000\r\nUser-Agent: assay\r\nAccept: */*\r\nConnection: close\r\n\r\n",
    );
  });

  it("sends a payload as JSON with its length in bytes", async () => {
    const { sent } = await judge("check_post_request", { endpoint: "/a", payload: { é: [1] } }, http(201));
    expect(sent).toContain('\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"é":[1]}');
  });

  it.each([
    ["health_check", {}, http(200), 100],
    ["health_check", {}, http(204), 0],
    ["check_status_code", { expected_status: 404 }, http(404), 100],
    ["check_status_code", { expected_status: 404 }, http(200), 0],
    ["check_response_json", { expected_key: "a", expected_value: 1 }, http(200, '{"a": 1.0}'), 100],
    ["check_response_json", { expected_key: "a", expected_value: null }, http(200, '{"a": null}'), 100],
    [
      "check_response_json",
      { expected_key: "a", expected_value: { b: [1, { c: "d" }], e: true } },
      http(200, '{"a": {"e": true, "b": [1, {"c": "d"}]}}'),
      100,
    ],
    ["check_response_json", { expected_key: "a", expected_value: 1 }, http(200, '{"a": "1"}'), 0],
    [
      "check_response_json",
      { expected_key: "a", expected_value: { b: 1 } },
      http(200, '{"a": {"b": 1, "c": 2}}'),
      0,
    ],
    ["check_response_json", { expected_key: "a", expected_value: [1] }, http(200, '{"a": [1, 2]}'), 0],
    ["check_response_json", { expected_key: "a", expected_value: 1 }, http(500, '{"a": 1}'), 0],
    ["check_response_json", { expected_key: "a", expected_value: 1 }, http(200, "[1]"), 0],
    ["check_response_json", { expected_key: "a", expected_value: 1 }, http(200, "<p>"), 0],
    ["check_response_json", { expected_key: "toString", expected_value: 1 }, http(200, "{}"), 0],
    ["validate_headers", { expected_headers: { "content-type": "application/json" } }, http(500), 100],
    [
      "validate_headers",
      { expected_headers: { "Content-Type": "application/json; charset=latin-1" } },
      http(200),
      0,
    ],
    ["validate_headers", { expected_headers: { "X-A": "1, 2" } }, http(200, "", "x-a: 1\r\nX-A: 2\r\n"), 100],
    ["validate_headers", { expected_headers: { "X-A": "1" } }, http(200), 0],
    ["check_post_request", { payload: {} }, http(200), 100],
    ["check_post_request", { payload: {} }, http(302), 0],
    ["check_post_request", { payload: {}, expected_status: 201 }, http(200), 0],
    [
      "check_post_request",
      { payload: {}, expected_key: "id", expected_value: 7 },
      http(201, '{"id": 7}'),
      100,
    ],
    ["check_post_request", { payload: {}, expected_key: "id", expected_value: 7 }, http(201, '{"id": 8}'), 0],
  ])("%s of %j", async (name, parameters, answer, score) => {
    expect(await judge(name, parameters, answer)).toMatchObject({ score });
  });

  it("shows what was expected beside what came", async () => {
    const parameters = { expected_key: "a", expected_value: [1] };
    expect(await judge("check_response_json", parameters, http(200, '{"a": 2}'))).toMatchObject({
      comparison: { expected: "[1]", actual: "2" },
    });
  });

  it("waits for an answer as long as it says, whatever a command may take", async () => {
    expect((await judge("health_check", {}, http(200))).waited).toBe(5_000);
  });

  it("has no points for a value that is nested beyond the stack, and is no fault of the platform", async () => {
    const deep = `{"a": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    const parameters = { expected_key: "a", expected_value: [1] };
    expect(await judge("check_response_json", parameters, http(200, deep))).toMatchObject({
      score: 0,
      comparison: { expected: "[1]", actual: "…" },
    });
  });

  it.each([
    [
      "was not started",
      { end: "not-ready", running: false, server: outcome({ startError: "ENOENT: nothing" }) },
      "could not be started: ENOENT",
    ],
    [
      "ended too early",
      { end: "not-ready", running: false, server: outcome({ exitCode: 3 }) },
      "before it accepted a connection on port 8000. It ended with exit code 3",
    ],
    [
      "was not ready",
      { end: "not-ready", running: true },
      "did not accept a connection on port 8000 within 1 s",
    ],
    [
      "crashed",
      { end: "reset", running: false, server: outcome({ signal: "SIGSEGV", exitCode: null }) },
      "ended while it was asked. It was ended by SIGSEGV",
    ],
    [
      "took too much memory",
      { running: false, server: outcome({ outOfMemory: true }) },
      "more than 512 MiB of memory",
    ],
    ["did not answer in time", { end: "timed-out" }, "not complete within 5 s"],
    ["said nothing", {}, "closed the connection without an answer"],
    ["said something else", { bytes: Buffer.from("hello") }, "not an HTTP response"],
    ["stopped in the middle", { bytes: Buffer.from("HTTP/1.1 200") }, "in the middle of its answer"],
    ["said too much", { end: "cut", bytes: Buffer.from("HTTP/1.1 200 OK\r\n\r\n") }, "more than 1 MiB"],
  ] as const)("of one that %s is worth nothing and says so", async (_what, changes, words) => {
    const verdict = await judge("health_check", {}, answers("", changes));
    expect(verdict).toMatchObject({ score: 0, outcome: "server" in changes ? changes.server : running });
    expect(verdict.message).toContain(words);
  });

  it("takes an answer that is complete, though the server did not hang up or died after it", async () => {
    const complete = { bytes: Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") };
    expect(await judge("health_check", {}, answers("", { ...complete, end: "timed-out" }))).toMatchObject({
      score: 100,
    });
    expect(await judge("health_check", {}, answers("", { ...complete, running: false }))).toMatchObject({
      score: 100,
    });
  });

  it.each([
    ["health_check", { endpoint: "health" }, "must begin with '/'"],
    ["health_check", { endpoint: "/a b" }, "without spaces"],
    ["health_check", { endpoint: "/a\r\nX: y" }, "without spaces"],
    ["health_check", { endpoint: "/a#b" }, "a fragment"],
    ["check_status_code", { expected_status: 100 }, ">=200"],
    ["validate_headers", { expected_headers: { "a b": "c" } }, "not the name of a header"],
    ["check_post_request", { payload: {}, expected_key: "a" }, "go together"],
  ])("%s of %j is refused at publication", (name, parameters, words) => {
    const parsed = templates.get("api")?.functions.get(name)?.parameters.safeParse(parameters);
    expect(parsed?.success === false && JSON.stringify(parsed.error.issues)).toContain(words);
  });
});
