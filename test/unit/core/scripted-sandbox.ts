import type { CommandLimits } from "#core/assignment/assignment.ts";
import type { CommandOutcome, CommandRequest, FileRead, SandboxPort } from "#core/grading/sandbox-port.ts";
import type { ServerAnswer, ServerRequest } from "#core/grading/server-port.ts";
import { commandLimitDefaults } from "#core/limits.ts";

export const limits: CommandLimits = commandLimitDefaults;

/** A command that ran to exit code 0 and printed nothing, unless changed. */
export function outcome(
  changes: Partial<CommandOutcome> & { readonly printed?: string } = {},
): CommandOutcome {
  const { printed = "", ...facts } = changes;
  return {
    exitCode: 0,
    signal: null,
    timedOut: null,
    outOfMemory: false,
    startError: null,
    stdout: { text: printed, bytes: Buffer.byteLength(printed), truncated: false },
    stderr: { text: "", bytes: 0, truncated: false },
    wallMs: 20,
    cpuMs: 10,
    maxRssBytes: 8 * 1024 * 1024,
    ...facts,
  };
}

/** A sandbox whose one command ends as told, with the files it then holds; it keeps what it was asked. */
export class ScriptedSandbox implements SandboxPort {
  readonly requests: CommandRequest[] = [];
  readonly #outcome: CommandOutcome;
  readonly #files: Readonly<Record<string, FileRead>>;
  readonly #answers: readonly ServerAnswer[];
  readonly asked: ServerRequest[] = [];

  /** `answers` are those of its server, in order. */
  constructor(
    ends: CommandOutcome,
    files: Readonly<Record<string, FileRead>> = {},
    answers: readonly ServerAnswer[] = [],
  ) {
    this.#outcome = ends;
    this.#files = files;
    this.#answers = answers;
  }

  async run(request: CommandRequest): Promise<CommandOutcome> {
    this.requests.push(request);
    return this.#outcome;
  }

  async ask(request: ServerRequest): Promise<ServerAnswer> {
    const answer = this.#answers[this.asked.length];
    this.asked.push(request);
    if (answer === undefined) throw new Error("nobody said what the server answers");
    return answer;
  }

  async readFile(path: string): Promise<FileRead> {
    return this.#files[path] ?? { kind: "missing" };
  }

  /** Standard input of the last command, as text. */
  get stdin(): string {
    return new TextDecoder().decode(this.requests.at(-1)?.stdin);
  }
}
