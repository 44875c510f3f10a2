import { posix } from "node:path";
import { AssayError } from "#core/errors.ts";
import type { SandboxFacts } from "#core/grading/result.ts";
import type { Command } from "#core/assignment/assignment.ts";
import { printable } from "#core/submission/printable.ts";
import type { CommandOutcome, CommandRequest, FileRead } from "#core/grading/sandbox-port.ts";
import type { ServerAnswer, ServerRequest } from "#core/grading/server-port.ts";
import { askExchange } from "./ask-exchange.ts";
import { Channel, type Exchange } from "./channel.ts";
import { type Container, type ContainerExit, type ContainerSize, startContainer } from "./container.ts";
import type { Injector } from "./injector.ts";
import { linkAssets } from "./mounted-assets.ts";
import { readExchange } from "./read-exchange.ts";
import type { RunscHost } from "./runsc-host.ts";
import type { RootImage } from "./rootfs.ts";
import { sandboxEnvironment } from "./sandbox-user.ts";
import type { InjectionRoot, MountedFile, Sandbox, TarSource } from "./sandbox.ts";
import { spawnExchange } from "./spawn-exchange.ts";
import { killedWithSandbox, notStarted, unstartable } from "./unobserved-outcome.ts";

export interface SandboxBirth {
  readonly host: RunscHost;
  readonly id: string;
  readonly size: ContainerSize;
  readonly injector: Injector;
  readonly facts: SandboxFacts;
}

/** A boot takes 0.1 s; on a host that needs longer than this, nothing can be graded in time. */
const bootDeadlineMs = 20_000;

/** Boots a sandbox and waits for its init. Rejects with `sandbox_unavailable`. */
export async function bootSandbox(birth: SandboxBirth): Promise<RunscSandbox> {
  const container = await startContainer(birth.host, birth.id, birth.size).catch(unavailable);
  const sandbox = new RunscSandbox(birth, container);
  try {
    await sandbox.ping(bootDeadlineMs);
    await container.findSentry();
    return sandbox;
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    return unavailable(error);
  }
}

function unavailable(error: unknown): never {
  const detail = error instanceof Error ? error.message : String(error);
  throw new AssayError("sandbox_unavailable", { detail: `runsc did not boot: ${detail}` }, { cause: error });
}

/** A container whose init answers. */
export class RunscSandbox implements Sandbox {
  readonly id: string;
  readonly facts: SandboxFacts;
  readonly size: ContainerSize;
  readonly #container: Container;
  readonly #injector: Injector;
  readonly #image: RootImage | undefined;
  readonly #environment: readonly string[];
  readonly #channel: Channel;
  /** Resolves with the reason when the container has ended, whoever ended it. */
  readonly lost: Promise<Error>;
  #oomKills = 0;
  #lostToMemory = false;
  readonly #gone = Promise.withResolvers<void>();
  #disposing: Promise<void> | undefined;

  constructor(birth: SandboxBirth, container: Container) {
    this.id = birth.id;
    this.facts = birth.facts;
    this.size = birth.size;
    this.#container = container;
    this.#injector = birth.injector;
    this.#image = birth.host.root.image;
    this.#environment = sandboxEnvironment(this.#image?.environment);
    this.#channel = new Channel({
      stdin: container.stdin,
      stdout: container.stdout,
      onSilence: () => container.kill(),
    });
    this.lost = container.exited.then((exit) => this.#onExit(exit));
  }

  /** Resolves when nothing of it is left on the host. */
  get disposed(): Promise<void> {
    return this.#gone.promise;
  }

  sentryPid(): Promise<number> {
    return this.#container.findSentry();
  }

  ping(deadlineMs: number): Promise<true> {
    return this.#channel.ping(deadlineMs);
  }

  /** True once what the student's programs took has cost the sandbox its life. */
  get endedByMemory(): boolean {
    return this.#lostToMemory;
  }

  async run({ command, stdin, limits }: CommandRequest): Promise<CommandOutcome> {
    const argv = this.#argvOf(command);
    const problem = unstartable(argv, stdin);
    if (problem !== null) return notStarted(problem);
    const spawn = { argv, environment: this.#environment, stdin, limits };
    const outcome = await this.#survive(spawnExchange(spawn), killedWithSandbox);
    return await this.#markOomKill(outcome);
  }

  async ask(request: ServerRequest): Promise<ServerAnswer> {
    const argv = this.#argvOf(request.server.command);
    const unanswered = { bytes: new Uint8Array(), running: false } as const;
    const problem = unstartable(argv, request.bytes);
    if (problem !== null) return { ...unanswered, end: "not-ready", server: notStarted(problem) };
    return await this.#survive(askExchange({ argv, environment: this.#environment }, request), (wallMs) => ({
      ...unanswered,
      end: "reset",
      server: killedWithSandbox(wallMs),
    }));
  }

  /** What took the sandbox with it has an outcome; what is asked later has no sandbox. */
  async #survive<Answer>(exchange: Exchange<Answer>, lost: (wallMs: number) => Answer): Promise<Answer> {
    let startedAt: number | undefined;
    try {
      return await this.#channel.exchange({
        ...exchange,
        send: (write) => {
          startedAt = performance.now();
          return exchange.send(write);
        },
      });
    } catch (error) {
      if (!this.#lostToMemory || startedAt === undefined) throw error;
      return lost(performance.now() - startedAt);
    }
  }

  async readFile(path: string, capBytes: number): Promise<FileRead> {
    const normal = posix.normalize(path);
    if (path.includes("\0") || /^(\/|\.\.?(\/|$))/.test(normal)) return { kind: "missing" };
    return this.#channel.exchange(readExchange(normal, capBytes));
  }

  inject(root: InjectionRoot, tar: TarSource): Promise<void> {
    return this.#injector.inject({ container: this.#container, channel: this.#channel, root, tar });
  }

  mount(files: readonly MountedFile[]): Promise<void> {
    return linkAssets(this.#container.assets, files);
  }

  #argvOf(command: Command): readonly string[] {
    if (!("shell" in command)) return command.argv;
    if (this.#image === undefined || this.#image.programs.includes("sh")) {
      return ["/bin/sh", "-c", command.shell];
    }
    const image = this.#image.reference;
    throw new AssayError("image_has_no_shell", { image, command: printable(command.shell) });
  }

  kill(reason: Error): void {
    this.#channel.fail(reason);
    this.#container.kill();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#disposing ??= this.#dispose());
  }

  async #dispose(): Promise<void> {
    this.kill(new AssayError("sandbox_lost", { detail: "the sandbox was disposed of" }));
    await this.lost;
    await this.#container.remove();
    this.#gone.resolve();
  }

  async #onExit(exit: ContainerExit): Promise<Error> {
    const { cgroup } = this.#container;
    this.#lostToMemory = cgroup !== null && (await cgroup.oomKills()) > this.#oomKills;
    const reason = new AssayError("sandbox_lost", { detail: describeExit(exit, this.#lostToMemory) });
    this.#channel.fail(reason);
    return reason;
  }

  /** The kernel may be quicker than init to see that a command has too much memory. */
  async #markOomKill(outcome: CommandOutcome): Promise<CommandOutcome> {
    const { cgroup } = this.#container;
    const killed = outcome.signal === "SIGKILL" || outcome.exitCode === 128 + 9;
    if (cgroup === null || !killed || this.#lostToMemory) return outcome;
    const before = this.#oomKills;
    this.#oomKills = await cgroup.oomKills();
    return { ...outcome, outOfMemory: outcome.outOfMemory || this.#oomKills > before };
  }
}

/** runsc exits with 137 when the sentry was killed, 2 when it panicked, 128 when nothing could be set up. */
function describeExit(exit: ContainerExit, outOfMemory: boolean): string {
  const how = outOfMemory ? "out of memory" : (exit.signal ?? `exit code ${exit.code}`);
  return `runsc ended: ${how}${exit.stderr === "" ? "" : `: ${exit.stderr.slice(-500)}`}`;
}
