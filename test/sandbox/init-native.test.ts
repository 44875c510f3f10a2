import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { askExchange } from "#runner/sandbox/ask-exchange.ts";
import { frame, requestTypes } from "#runner/sandbox/frames.ts";
import { readExchange } from "#runner/sandbox/read-exchange.ts";
import { encodeCommand, spawnExchange } from "#runner/sandbox/spawn-exchange.ts";
import { buildInit, openWorkshop } from "#test/init/build.ts";
import { isRoot, startInit, untar } from "#test/init/native-init.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { testLimits } from "#test/support/sandbox.ts";

const workshop = await openWorkshop();
const program = await buildInit(workshop.folder);
afterAll(() => workshop[Symbol.asyncDispose]());

/** Outside gVisor, the memory that init looks at is the host's. */
const limits = { ...testLimits, memoryBytes: Number.MAX_SAFE_INTEGER };
const environment = ["PATH=/usr/bin:/bin"];
const start = () => startInit(program, workshop.folder);
const shell = (line: string, overrides: Partial<typeof limits> = {}) =>
  spawnExchange({
    argv: ["sh", "-c", line],
    environment,
    stdin: Buffer.from("input\n"),
    limits: { ...limits, ...overrides },
  });

describe("init, compiled with sanitizers, without runsc", () => {
  it("refuses to run where it is not the first process", () => {
    expect(() => execFileSync(program, { stdio: "pipe" })).toThrow("must be PID 1 of a sandbox");
  });

  it("unpacks a tar, says its digest, and reads a file of it back", async () => {
    await using init = await start();
    const tar = craftTar([
      { name: "folder", type: "5", mode: 0o755 },
      paxHeader({ path: `folder/${"ä".repeat(80)}` }),
      { name: "short", content: "content" },
      { name: "link", type: "2", linkName: "/assay-assets/7", mode: 0o777 },
      // As the agent's packer says a link whose own name fits no header.
      paxHeader({ path: "ä-link", linkpath: "/assay-assets/8" }),
      { name: "PaxHeader", type: "2", linkName: "PaxHeader", mode: 0o777 },
    ]);
    expect(await init.channel.exchange(untar(tar, "/app"))).toEqual({
      errno: 0,
      sha256: createHash("sha256").update(tar).digest("hex"),
      path: "",
    });
    const read = readExchange(`folder/${"ä".repeat(80)}`, 7);
    expect(await init.channel.exchange(read)).toEqual({ kind: "read", content: Buffer.from("content") });
    expect(await init.channel.exchange(readExchange("folder", 7))).toEqual({ kind: "not-regular" });
    expect(await init.channel.exchange(readExchange("link", 7))).toEqual({ kind: "not-regular" });
    expect(await init.channel.exchange(readExchange("folder/none", 7))).toEqual({ kind: "missing" });
  });

  it("is of use after a refusal", async () => {
    await using init = await start();
    const tar = craftTar([{ name: "a" }, { name: "../b" }, { name: "c" }]);
    expect(await init.channel.exchange(untar(tar, "/app"))).toMatchObject({ errno: 22, path: "../b" });
    expect(await init.channel.exchange(readExchange("c", 7))).toEqual({ kind: "missing" });
    expect(await init.channel.exchange(readExchange("a", 7))).toMatchObject({ kind: "read" });
  });

  it.each([
    ["an unknown request", frame("Z".charCodeAt(0))],
    ["a request that is too large", [Buffer.from([requestTypes.ping, 255, 255, 255, 255])]],
    ["a command of too few bytes", frame(requestTypes.spawn, Buffer.alloc(20))],
    ["a command without arguments", frame(requestTypes.spawn, commandOf([]))],
    ["a command for root", frame(requestTypes.spawn, Buffer.alloc(4), commandOf(["true"]).subarray(4))],
    ["a path without its end", frame(requestTypes.read, Buffer.alloc(8), Buffer.from("path"))],
    [
      "other data than of the tar",
      [...frame(requestTypes.untar, Buffer.from("\0\0\0\0/\0")), ...frame(requestTypes.ping)],
    ],
  ])("ends at %s", async (_what, parts) => {
    await using init = await start();
    init.send(...parts);
    expect(await init.ended).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/^assay-init: /) });
  });

  it("ends in the middle of a request when its agent hangs up", async () => {
    await using init = await start();
    init.send(Buffer.from([requestTypes.spawn, 0, 0, 1, 0, 7]));
    init.hangUp();
    expect(await init.ended).toEqual({ exitCode: 3, stderr: "assay-init: the agent is gone\n" });
  });
});

function commandOf(argv: readonly string[]): Buffer {
  return encodeCommand({ argv, environment, limits });
}

/** Whoever is not root has one user in a namespace, and init cannot become the sandbox user. */
if (isRoot) describe("a command of init, compiled with sanitizers, without runsc", commands);

function commands(): void {
  it("has its input, its output and its own user", async () => {
    await using init = await start();
    const outcome = await init.channel.exchange(shell("cat; id -u; echo err >&2; exit 3"));
    expect(outcome).toMatchObject({ exitCode: 3, signal: null, stdout: { text: "input\n1000\n" } });
    expect(outcome.stderr.text).toBe("err\n");
  });

  it("is ended at each of its limits, with all that it started", async () => {
    await using init = await start();
    const background = "for i in 1 2 3; do setsid sh -c 'sleep 100 & sleep 100' & done;";
    const slow = await init.channel.exchange(shell(`${background} sleep 100`, { wallMs: 300 }));
    expect(slow).toMatchObject({ signal: "SIGKILL", timedOut: "wall" });
    const busy = await init.channel.exchange(shell("while :; do :; done", { cpuMs: 200 }));
    expect(busy).toMatchObject({ timedOut: "cpu" });
    const loud = await init.channel.exchange(shell(`${background} yes`, { outputBytes: 1_000_000 }));
    expect(loud.stdout).toMatchObject({ bytes: 1_000_000, truncated: true });
    const hungry = await init.channel.exchange(shell(`${background} sleep 100`, { memoryBytes: 1 }));
    expect(hungry).toMatchObject({ signal: "SIGKILL", outOfMemory: true });
    const left = await init.channel.exchange(shell("ls /proc | grep -c '^[0-9]'"));
    // Init, the shell, ls and grep.
    expect([1, 2, 3, 4]).toContain(Number(left.stdout.text));
  });

  it("that is not there says so", async () => {
    await using init = await start();
    const missing = spawnExchange({ argv: ["no-such"], environment, stdin: Buffer.alloc(0), limits });
    expect((await init.channel.exchange(missing)).startError).toMatch(/^ENOENT/);
  });

  it.each([
    ["its agent hangs up", "the agent is gone", (init: { hangUp(): void }) => init.hangUp()],
    [
      "bytes come for which nobody waits",
      "a request while a command runs",
      (init: { send(part: Uint8Array): void }) => init.send(Buffer.from("P")),
    ],
  ])("ends with init when %s", async (_what, reason, disturb) => {
    await using init = await start();
    const running = init.channel.exchange(shell("sleep 100"));
    running.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    disturb(init);
    expect(await init.ended).toEqual({ exitCode: 3, stderr: `assay-init: ${reason}\n` });
  });

  it("that serves is asked, dies with the next request that is none to it, and is not ready when it cannot be", async () => {
    await using init = await start();
    const source = `
import socket, sys
server = socket.create_server(("127.0.0.1", 8080))
while True:
    peer = server.accept()[0]
    print("asked", peer.recv(100), flush=True)
    peer.sendall(b"answer" * 100_000)
    peer.close()`;
    const ask = (argv: readonly string[], capBytes: number) =>
      init.channel.exchange(
        askExchange(
          { argv, environment },
          {
            server: { command: { argv: [...argv] }, port: 8080, readyMs: 2_000 },
            limits,
            bytes: Buffer.from("question"),
            answerMs: 5_000,
            capBytes,
          },
        ),
      );
    const whole = await ask(["python3", "-c", source], 600_000);
    expect(whole).toMatchObject({ end: "closed", running: true });
    expect(whole.bytes).toEqual(Buffer.from("answer".repeat(100_000)));
    const cut = await ask(["python3", "-c", source], 10);
    expect(cut).toMatchObject({ end: "cut", bytes: Buffer.from("answeransw") });
    const left = await init.channel.exchange(shell("ls /proc | grep -c '^[0-9]'"));
    expect([1, 2, 3, 4]).toContain(Number(left.stdout.text));
    expect(await ask(["false"], 10)).toMatchObject({ end: "not-ready" });
  });
}
