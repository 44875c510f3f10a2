import { once } from "node:events";
import { createServer } from "node:http";
import { expect, it } from "vitest";
import { brokenRequest, killedAt, sentTwice } from "#test/soak/faults/mishaps.ts";
import { type FaultProxy, startFaultProxy } from "#test/soak/faults/proxy.ts";

interface Emulator extends AsyncDisposable {
  readonly endpoint: string;
  /** Method and path of every request that arrived. */
  readonly asked: readonly string[];
}

async function emulator(): Promise<Emulator> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("hello from the emulator");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the emulator has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function armed(proxy: FaultProxy, fault: Pick<Parameters<FaultProxy["arm"]>[0], "matches" | "mishap">) {
  const fired = { times: 0 };
  proxy.arm({ ...fault, remaining: 1, onFired: () => void (fired.times += 1) });
  return fired;
}

it("passes on what is asked and answered", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  const answer = await fetch(`${proxy.origin}/bucket/key?x=1`);
  expect(await answer.text()).toBe("hello from the emulator");
  expect(behind.asked).toEqual(["GET /bucket/key?x=1"]);
});

it("answers one request for S3 with SlowDown, and the next as it should", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  const fired = armed(proxy, brokenRequest("s3-slow-down", 0));
  const first = await fetch(`${proxy.origin}/bucket/key`);
  const second = await fetch(`${proxy.origin}/bucket/key`);
  expect([first.status, await first.text()]).toEqual([503, expect.stringContaining("<Code>SlowDown</Code>")]);
  expect(second.status).toBe(200);
  expect(fired.times).toBe(1);
  expect(behind.asked).toHaveLength(1);
});

it("breaks a connection before the emulator hears of it, or after", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  armed(proxy, brokenRequest("cut-before", 0));
  await expect(fetch(`${proxy.origin}/before`)).rejects.toThrow();
  armed(proxy, brokenRequest("cut-after", 0));
  await expect(fetch(`${proxy.origin}/after`)).rejects.toThrow();
  expect(behind.asked).toEqual(["GET /after"]);
});

it("breaks a connection in the middle of an answer", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  armed(proxy, brokenRequest("cut-amid", 0));
  const answer = await fetch(`${proxy.origin}/bucket/key`);
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
});

it("sends a message twice, and leaves other requests of SQS alone", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  armed(proxy, sentTwice);
  const ask = (action: string) =>
    fetch(proxy.origin, { method: "POST", headers: { "x-amz-target": `AmazonSQS.${action}` }, body: "{}" });
  await ask("ReceiveMessage");
  expect(behind.asked).toHaveLength(1);
  await ask("SendMessage");
  expect(behind.asked).toHaveLength(3);
});

it("kills when a result was committed and nobody has heard of it", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  let killed = 0;
  armed(
    proxy,
    killedAt("committed", () => void (killed += 1)),
  );
  await fetch(`${proxy.origin}/results/a/report.md`, { method: "PUT", body: "x" });
  expect(killed).toBe(0);
  await expect(
    fetch(`${proxy.origin}/results/a/result.json`, { method: "PUT", body: "x" }),
  ).rejects.toThrow();
  expect(killed).toBe(1);
  expect(behind.asked).toEqual(["PUT /results/a/report.md", "PUT /results/a/result.json"]);
});

it("only forwards when it is disarmed", async () => {
  await using behind = await emulator();
  await using proxy = await startFaultProxy(behind.endpoint);
  armed(proxy, brokenRequest("cut-before", 0));
  proxy.disarm();
  expect((await fetch(`${proxy.origin}/bucket/key`)).status).toBe(200);
});
