import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openHost } from "#runner/host/host.ts";
import { type EcsAgent, granting, type ProtectionAnswer, startEcsAgent } from "#test/support/ecs-agent.ts";
import { recordingLog } from "#test/support/recording-log.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

function protect(agent: EcsAgent) {
  const { log, lines } = recordingLog();
  return { host: openHost({ ecsAgentUri: agent.uri }, log), lines };
}

const refusing: ProtectionAnswer = (_asked, response) => {
  const failure = { Arn: "task/assay/0123456789abcdef", Reason: "TASK_NOT_VALID", Detail: null };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ failure }));
};

it("asks the agent of ECS for protection while slots work, and gives it back when all is quiet", async () => {
  await using agent = await startEcsAgent();
  const { host, lines } = protect(agent);
  await using scope = new AsyncDisposableStack();
  scope.use(host);

  host.working(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await agent.request(0)).toEqual({
    method: "PUT",
    path: "/api/0123456789abcdef/task-protection/v1/state",
    body: { ProtectionEnabled: true, ExpiresInMinutes: 5 },
  });

  host.working(2);
  host.working(0);
  await settled();
  await vi.advanceTimersByTimeAsync(60_000);

  expect((await agent.request(1)).body).toEqual({ ProtectionEnabled: false });
  expect(lines).toEqual([]);
});

it.each<[string, ProtectionAnswer, string]>([
  ["refuses", refusing, "TASK_NOT_VALID"],
  ["is ill", (_asked, response) => void response.writeHead(503).end("busy"), "ECS answered 503: busy"],
  ["hangs up", (_asked, response) => void response.destroy(), "fetch failed"],
  [
    "does the opposite",
    (_asked, response) => void response.end('{"protection":{"ProtectionEnabled":false}}'),
    "ECS answered 200",
  ],
])(
  "goes on when the agent of ECS %s, says so, and asks again half a minute later",
  async (_how, answer, why) => {
    let answers = 0;
    await using agent = await startEcsAgent((asked, response) =>
      (answers++ === 0 ? answer : granting)(asked, response),
    );
    const { host, lines } = protect(agent);
    await using scope = new AsyncDisposableStack();
    scope.use(host);

    host.working(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await agent.request(0);
    await untilLogged(lines);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(agent.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);

    expect((await agent.request(1)).body.ProtectionEnabled).toBe(true);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      msg: "the protection of this task could not be set",
      err: { message: expect.stringContaining(why) },
    });
  },
);

it("leaves nothing behind when it is closed while the agent of ECS does not answer", async () => {
  await using agent = await startEcsAgent(() => undefined);
  const { host, lines } = protect(agent);
  host.working(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await agent.request(0);

  await host[Symbol.asyncDispose]();

  expect(vi.getTimerCount()).toBe(0);
  expect(lines).toEqual([]);
});

it("tells nobody anything where this is no task", async () => {
  const { log, lines } = recordingLog();
  await using host = openHost({ ecsAgentUri: undefined }, log);

  host.working(1);

  expect(vi.getTimerCount()).toBe(0);
  expect(lines).toEqual([]);
});

/** The answer has arrived when the next step is planned. */
async function settled(): Promise<void> {
  await realUntil(() => vi.getTimerCount() === 1);
}

async function untilLogged(lines: readonly unknown[]): Promise<void> {
  await realUntil(() => lines.length > 0 && vi.getTimerCount() === 1);
}

async function realUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
