import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { bufferTarSource } from "#runner/prepare/buffer-tar-source.ts";
import { submissionTar } from "#runner/prepare/submission-tar.ts";
import { sandboxUser } from "#runner/sandbox/sandbox-user.ts";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

/** A way of running a job, with all that it needs to run several at once. */
export interface Contender extends AsyncDisposable {
  /** Rejects unless every program printed what it should. */
  run(work: Work): Promise<Phases>;
}

/** Of one job, in milliseconds, one after the other. */
export interface Phases {
  /** Until files may be put somewhere. */
  readonly readyMs: number;
  readonly injectMs: number;
  readonly programsMs: number;
  /** Until nothing of it is left. */
  readonly endMs: number;
}

export const phaseNames = ["readyMs", "injectMs", "programsMs", "endMs"] as const;

/** What every job gets: a bundle of 1 MiB, and a program to run five times with a line of input each. */
export interface Work {
  readonly program: Buffer;
  readonly data: Buffer;
  readonly submission: TarSource;
  readonly bundle: TarSource;
  readonly inputs: readonly string[];
}

export async function makeWork(): Promise<Work> {
  const program = Buffer.from("print(input())\n");
  const data = randomBytes(1024 * 1024);
  const archive = pack();
  archive.entry({ name: "data.bin", mode: 0o444, uid: 0, gid: 0, mtime: new Date(0) }, data);
  archive.finalize();
  return {
    program,
    data,
    submission: await submissionTar(
      [{ path: "main.py", content: program, executable: false }],
      sandboxUser.uid,
    ),
    bundle: bufferTarSource(await buffer(archive)),
    inputs: [1, 2, 3, 4, 5].map((test) => `line ${test}`),
  };
}

export function assertPrinted(printed: string, input: string): void {
  if (printed !== `${input}\n`)
    throw new Error(`for "${input}" a program printed ${JSON.stringify(printed)}`);
}

/** Each call gives the milliseconds since the one before. */
export function laps(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const ms = now - last;
    last = now;
    return ms;
  };
}
