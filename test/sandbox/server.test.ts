import { describe, expect, it } from "vitest";
import type { Command, CommandLimits } from "#core/assignment/assignment.ts";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";
import type { ServerAnswer } from "#core/grading/server-port.ts";
import { openTestPool, run, smallNeeds, testLimits } from "#test/support/sandbox.ts";

const MiB = 1024 * 1024;
const port = 8000;

/** Answers each connection by `answer(connection, number of the connection from 1, what was sent)`. */
function listening(answer: string): Command {
  const source = `
import os, socket, sys, time
server = socket.create_server(('127.0.0.1', 8000))
number = 0
while True:
    connection, _ = server.accept()
    number += 1
    asked = connection.recv(65536)
${answer
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
    connection.close()
`;
  return { argv: ["python3", "-c", source] };
}

const echo = listening("connection.sendall(b'%d:' % number + asked)");

function ask(
  sandbox: SandboxPort,
  command: Command,
  options: {
    readonly bytes?: string;
    readonly port?: number;
    readonly readyMs?: number;
    readonly answerMs?: number;
    readonly capBytes?: number;
    readonly limits?: Partial<CommandLimits>;
  } = {},
): Promise<ServerAnswer> {
  const { bytes = "hello", readyMs = 10_000, answerMs = 5_000, capBytes = 1 * MiB } = options;
  return sandbox.ask({
    server: { command, port: options.port ?? port, readyMs },
    limits: { ...testLimits, ...options.limits },
    bytes: Buffer.from(bytes),
    answerMs,
    capBytes,
  });
}

const textOf = ({ bytes }: ServerAnswer) => Buffer.from(bytes).toString();

describe("a student's server", () => {
  it("is started, waited for, asked on loopback, and lives from question to question", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const first = await ask(sandbox, echo);
    expect(first).toMatchObject({ end: "closed", running: true, server: { exitCode: null, signal: null } });
    expect(textOf(first)).toBe("1:hello");
    expect(textOf(await ask(sandbox, echo, { bytes: "again" }))).toBe("2:again");
  });

  it("is reached when it listens on the other family of addresses, and learns its port from PORT", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const source = `
import os, socket
server = socket.socket(socket.AF_INET6)
server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
server.bind(('::1', int(os.environ['PORT'])))
server.listen()
server.accept()[0].sendall(b'six')
`;
    const answer = await ask(sandbox, { argv: ["python3", "-c", source] }, { port: 5001 });
    expect(textOf(answer)).toBe("six");
  });

  it("ends with everything that it started when anything else is asked, and starts anew after", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const forking = listening(
      "if os.fork() == 0: os.setsid(); connection.close(); time.sleep(100)\nconnection.sendall(b'%d' % number)",
    );
    expect(textOf(await ask(sandbox, forking))).toBe("1");
    expect(textOf(await ask(sandbox, forking))).toBe("2");
    const seen = await run(sandbox, "ls /proc | grep -c '^[0-9]'");
    // Init, the shell and its two programs.
    expect([1, 2, 3, 4]).toContain(Number(seen.stdout.text));
    expect(textOf(await ask(sandbox, forking))).toBe("1");
    await sandbox.readFile("nothing", 10);
    expect(textOf(await ask(sandbox, forking))).toBe("1");
  });

  it.each([
    ["exits before it listens", "echo no such module >&2; exit 3", { exitCode: 3, signal: null }],
    ["is killed before it listens", "echo no such module >&2; kill -SEGV $$", { signal: "SIGSEGV" }],
  ])("that %s is not ready, and its last words are known", async (_what, shell, facts) => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const answer = await ask(sandbox, { shell });
    expect(answer).toMatchObject({ end: "not-ready", running: false, server: facts });
    expect(answer.server.stderr.text).toBe("no such module\n");
  });

  it("that cannot be started is not ready, and says why", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const answer = await ask(sandbox, { argv: ["no-such-program"] });
    expect(answer).toMatchObject({ end: "not-ready", running: false });
    expect(answer.server.startError).toContain("ENOENT");
  });

  it("that does not listen in time is ended", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const answer = await ask(sandbox, { argv: ["sleep", "100"] }, { readyMs: 300 });
    expect(answer).toMatchObject({
      end: "not-ready",
      running: true,
      server: { timedOut: "wall", signal: null },
    });
    expect(answer.server.wallMs).toBeGreaterThanOrEqual(300);
    expect(answer.server.wallMs).toBeLessThan(5_000);
  });

  it("that crashes under a question is seen to have crashed, and is started again for the next", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const fragile = listening("if asked == b'die': os.abort()\nconnection.sendall(b'%d' % number)");
    expect(textOf(await ask(sandbox, fragile))).toBe("1");
    const crashed = await ask(sandbox, fragile, { bytes: "die" });
    expect(crashed).toMatchObject({ running: false, server: { signal: "SIGABRT" } });
    expect(textOf(await ask(sandbox, fragile))).toBe("1");
  });

  it("that keeps the connection open is cut off in time, with what it said", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const slow = listening("connection.sendall(b'part'); time.sleep(60)");
    const answer = await ask(sandbox, slow, { answerMs: 300 });
    expect(answer).toMatchObject({ end: "timed-out", running: true });
    expect(textOf(answer)).toBe("part");
  });

  it("that answers without end is cut at the cap", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const endless = listening("while True: connection.sendall(b'x' * 65536)");
    const answer = await ask(sandbox, endless, { capBytes: 100_000 });
    expect(answer.end).toBe("cut");
    expect(answer.bytes.length).toBe(100_000);
  });

  it("that prints without end goes on, and only its last words are kept", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const loud = listening(
      "sys.stdout.write('x' * 300000 + 'end'); sys.stdout.flush()\nconnection.sendall(b'ok')",
    );
    const answer = await ask(sandbox, loud);
    expect(textOf(answer)).toBe("ok");
    expect(answer.server.stdout).toMatchObject({ bytes: 16 * 1024, truncated: true });
    expect(answer.server.stdout.text.endsWith("xend")).toBe(true);
  });

  it("whose memory goes over its limit is ended, also while nobody asks it", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const greedy = listening(
      "a = []\nwhile asked == b'eat': a.append(bytearray(2**20))\nconnection.sendall(b'ok')",
    );
    const limits = { memoryBytes: 128 * MiB };
    expect(textOf(await ask(sandbox, greedy, { limits }))).toBe("ok");
    const answer = await ask(sandbox, greedy, { limits, bytes: "eat" });
    expect(answer).toMatchObject({ running: false, server: { outOfMemory: true } });
    expect(textOf(await ask(sandbox, greedy, { limits }))).toBe("ok");
  });

  it("cannot reach anything but itself", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const outward = listening(
      "try: socket.create_connection(('192.0.2.1', 80), 2); connection.sendall(b'out')\nexcept OSError: connection.sendall(b'alone')",
    );
    expect(textOf(await ask(sandbox, outward))).toBe("alone");
  });
});
