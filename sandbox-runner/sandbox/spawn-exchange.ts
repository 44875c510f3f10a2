import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";
import type { CommandLimits } from "#core/assignment/assignment.ts";
import type { CappedOutput, CommandOutcome } from "#core/grading/sandbox-port.ts";
import type { Exchange } from "./channel.ts";
import { frame, requestTypes, responseTypes } from "./frames.ts";
import { sandboxUser } from "./sandbox-user.ts";

export interface SpawnRequest {
  readonly argv: readonly string[];
  /** `NAME=value` */
  readonly environment: readonly string[];
  readonly stdin: Uint8Array;
  readonly limits: CommandLimits;
}

/** On a loaded host, init may be late by scheduling; beyond this it does not come. */
const graceMs = 5_000;

const timeOuts = [null, "wall", "cpu"] as const;
/** Of two names for one number the first is the usual one: SIGABRT, not SIGIOT. */
const signalNames = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name]),
);

/** Runs one command to the end of the last of its processes. */
export function spawnExchange(request: SpawnRequest): Exchange<CommandOutcome> {
  const stdout = new Capture(request.limits.outputBytes);
  const stderr = new Capture(request.limits.outputBytes);
  return {
    name: "spawn",
    deadlineMs: request.limits.wallMs + graceMs,
    send: (write) => write(frame(requestTypes.spawn, encodeCommand(request), request.stdin)),
    receive: (type, payload) => {
      switch (type) {
        case responseTypes.stdout:
          stdout.add(payload);
          return undefined;
        case responseTypes.stderr:
          stderr.add(payload);
          return undefined;
        case responseTypes.exit:
          return decodeFacts(payload, request.argv, { stdout, stderr });
        default:
          throw new Error(`frame ${type} in the answer to spawn`);
      }
    },
  };
}

/** A command as init takes it, without its input. */
export function encodeCommand({ argv, environment, limits }: Omit<SpawnRequest, "stdin">): Buffer {
  const fixed = Buffer.allocUnsafe(56);
  const { uid, gid, home } = sandboxUser;
  let at = 0;
  for (const value of [uid, gid, limits.wallMs, limits.cpuMs]) at = fixed.writeUInt32BE(value, at);
  for (const value of [limits.memoryBytes, limits.fileBytes]) at = fixed.writeBigUInt64BE(BigInt(value), at);
  const { outputBytes, processes, openFiles } = limits;
  const counts = [argv.length, environment.length];
  for (const value of [outputBytes, outputBytes, processes, openFiles, ...counts]) {
    at = fixed.writeUInt32BE(value, at);
  }
  const strings = [home, ...argv, ...environment].join("\0");
  return Buffer.concat([fixed, Buffer.from(`${strings}\0`)]);
}

/** The facts of a command, and what it printed. */
export function decodeFacts(
  payload: Buffer,
  argv: readonly string[],
  captured: { readonly stdout: Capture; readonly stderr: Capture },
): CommandOutcome {
  const signal = payload.readUInt32BE(4);
  const startErrno = payload.readUInt32BE(8);
  const ran = signal === 0 && startErrno === 0;
  return {
    exitCode: ran ? payload.readInt32BE(0) : null,
    signal: signal === 0 ? null : (signalNames.get(signal) ?? `SIG${signal}`),
    timedOut: timeOuts[payload.readUInt8(12)] ?? null,
    outOfMemory: payload.readUInt8(13) === 1,
    startError: startErrno === 0 ? null : describeStart(startErrno, argv[0] ?? ""),
    stdout: captured.stdout.end(payload.readUInt8(14) === 1),
    stderr: captured.stderr.end(payload.readUInt8(15) === 1),
    wallMs: Number(payload.readBigUInt64BE(16)) / 1000,
    cpuMs: Number(payload.readBigUInt64BE(24)) / 1000,
    maxRssBytes: Number(payload.readBigUInt64BE(32)) * 1024,
  };
}

function describeStart(errno: number, program: string): string {
  const [name, words] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, "unknown error"];
  return `${name}: ${words}: ${program.slice(0, 200)}`;
}

/** What arrives of one stream, never more than was asked for. */
export class Capture {
  readonly #capBytes: number;
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  constructor(capBytes: number) {
    this.#capBytes = capBytes;
  }

  add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#capBytes) throw new Error(`more output than the cap of ${this.#capBytes} bytes`);
    this.#parts.push(part);
  }

  end(truncated: boolean): CappedOutput {
    return { text: Buffer.concat(this.#parts).toString("utf8"), bytes: this.#bytes, truncated };
  }
}
