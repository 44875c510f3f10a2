import type { Command, CommandLimits } from "#core/assignment/assignment.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";

/** One connection to the student's server, on the loopback interface of its sandbox. */
export interface ServerRequest {
  readonly server: StudentServer;
  /** Of the server; its wall time is that of the grading, for it lives from test to test. */
  readonly limits: CommandLimits;
  /** Sent as they are. */
  readonly bytes: Uint8Array;
  /** How long the whole answer may take once the connection stands. */
  readonly answerMs: number;
  /** Of the answer. */
  readonly capBytes: number;
}

export interface StudentServer {
  readonly command: Command;
  readonly port: number;
  /** How long it may take, from its start, to accept a connection. */
  readonly readyMs: number;
}

export interface ServerAnswer {
  /**
   * `closed`: the server hung up, which is the usual end. `reset`: so did its kernel, as when it crashed.
   * `cut`: it sent more than the cap. `timed-out`: it was still connected. `not-ready`: nothing was sent to it.
   */
  readonly end: "closed" | "cut" | "timed-out" | "reset" | "not-ready";
  readonly bytes: Uint8Array;
  /** Whether any process of it was left. */
  readonly running: boolean;
  /** Its facts so far and the last it printed. While it runs, without exit code and signal. */
  readonly server: CommandOutcome;
}
