import type { Command, CommandLimits } from "#core/assignment/assignment.ts";
import type { ServerAnswer, ServerRequest } from "#core/grading/server-port.ts";

/**
 * What grading needs of a sandbox. The runner implements it on runsc; nothing here starts a process.
 * Commands run in `/app` as the sandbox user with a clean environment.
 *
 * A promise rejects only with `AssayError("sandbox_lost" | "lease_lost" | "grading_timeout")`, or
 * `"image_has_no_shell"` where a command needs one: whatever a student's program does is an outcome, not an exception.
 */
export interface SandboxPort {
  run(request: CommandRequest): Promise<CommandOutcome>;
  /** Reads a regular file, without following links, size before bytes. `path` is relative to `/app`. */
  readFile(path: string, capBytes: number): Promise<FileRead>;
  /**
   * Starts the student's server unless it runs, waits until it accepts a connection, and asks it once.
   * It runs until something else is asked of the sandbox: a command finds no process but its own.
   */
  ask(request: ServerRequest): Promise<ServerAnswer>;
}

export interface CommandRequest {
  readonly command: Command;
  readonly stdin: Uint8Array;
  readonly limits: CommandLimits;
}

/** Facts, kept apart: what happened to a command, without an opinion on it. */
export interface CommandOutcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** e.g. `SIGSEGV`. */
  readonly signal: string | null;
  readonly timedOut: "wall" | "cpu" | null;
  readonly outOfMemory: boolean;
  /** The command itself could not be started (e.g. ENOENT), in words; null when it ran. */
  readonly startError: string | null;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly maxRssBytes: number;
}

/** Bytes decoded as UTF-8 with U+FFFD for what is not; whether the cap cut it is part of the type. */
export interface CappedOutput {
  readonly text: string;
  readonly bytes: number;
  readonly truncated: boolean;
}

export type FileRead =
  | { readonly kind: "read"; readonly content: Uint8Array }
  | { readonly kind: "missing" }
  /** A directory, a link, a FIFO, a device. */
  | { readonly kind: "not-regular" }
  | { readonly kind: "too-large"; readonly sizeBytes: number };

/** It ran, by itself, to exit code 0. */
export function succeeded(outcome: CommandOutcome): boolean {
  return outcome.exitCode === 0 && outcome.timedOut === null && outcome.startError === null;
}
