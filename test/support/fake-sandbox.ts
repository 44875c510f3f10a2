import type { CommandOutcome, CommandRequest, FileRead } from "#core/grading/sandbox-port.ts";
import type { ServerAnswer, ServerRequest } from "#core/grading/server-port.ts";
import type { SandboxFacts } from "#core/grading/result.ts";
import type {
  InjectionRoot,
  Sandbox,
  SandboxNeeds,
  SandboxPool,
  TarSource,
} from "#runner/sandbox/sandbox.ts";

/** What a fake sandbox does when it is asked; by default every command succeeds and prints nothing. */
export interface SandboxScript {
  readonly take?: (needs: SandboxNeeds) => void | Promise<void>;
  readonly inject?: (root: InjectionRoot, tar: TarSource) => void | Promise<void>;
  readonly run?: (request: CommandRequest) => Partial<CommandOutcome> | Promise<Partial<CommandOutcome>>;
  readonly readFile?: (path: string) => FileRead;
  readonly ask?: (request: ServerRequest) => Partial<ServerAnswer> | Promise<Partial<ServerAnswer>>;
  /** Of the sandbox with this number, from 0, by what was asked of it so far. */
  readonly endedByMemory?: (number: number, calls: readonly string[]) => boolean;
}

export interface FakePool extends SandboxPool {
  /** In the order of their taking. */
  readonly taken: readonly FakeSandbox[];
}

export interface FakeSandbox extends Sandbox {
  readonly needs: SandboxNeeds;
  /** `inject /tmp`, `run python3 main.py`, `kill`, `dispose`: what was asked of it, in order. */
  readonly calls: readonly string[];
  readonly requests: readonly CommandRequest[];
}

export const fakeFacts: SandboxFacts = {
  runscVersion: "release-fake",
  platform: "systrap",
  rootless: false,
  limitsBy: "cgroup",
  injection: "stream",
  warm: true,
};

export function outcome(facts: Partial<CommandOutcome> = {}): CommandOutcome {
  return {
    exitCode: 0,
    signal: null,
    timedOut: null,
    outOfMemory: false,
    startError: null,
    stdout: printed(""),
    stderr: printed(""),
    wallMs: 1,
    cpuMs: 1,
    maxRssBytes: 1024,
    ...facts,
  };
}

export function printed(text: string) {
  return { text, bytes: Buffer.byteLength(text), truncated: false };
}

/** A pool of sandboxes that follow a script, and that reject what is pending when they are killed. */
export function fakePool(script: SandboxScript = {}): FakePool {
  const taken: FakeSandbox[] = [];
  return {
    taken,
    async take(needs) {
      await script.take?.(needs);
      const sandbox = fakeSandbox(script, needs, taken.length);
      taken.push(sandbox);
      return sandbox;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function fakeSandbox(script: SandboxScript, needs: SandboxNeeds, number: number): FakeSandbox {
  const calls: string[] = [];
  const requests: CommandRequest[] = [];
  const killed = Promise.withResolvers<never>();
  killed.promise.catch(() => undefined);
  const orKilled = <T>(work: T | Promise<T>) => Promise.race([work, killed.promise]);
  return {
    id: `fake-${number}`,
    facts: fakeFacts,
    needs,
    calls,
    requests,
    async inject(root, tar) {
      calls.push(`inject ${root}`);
      await orKilled(script.inject?.(root, tar));
    },
    async mount(files) {
      calls.push(`mount ${files.map(({ name }) => name).join(" ")}`);
    },
    async run(request) {
      const { command } = request;
      calls.push(`run ${"shell" in command ? command.shell : command.argv.join(" ")}`);
      requests.push(request);
      return outcome(await orKilled(script.run?.(request) ?? {}));
    },
    async readFile(path) {
      calls.push(`read ${path}`);
      return await orKilled(script.readFile?.(path) ?? { kind: "missing" });
    },
    async ask(request) {
      calls.push(`ask ${request.server.port}`);
      const answer = await orKilled(script.ask?.(request) ?? {});
      return { end: "closed", bytes: new Uint8Array(), running: true, server: outcome(), ...answer };
    },
    get endedByMemory() {
      return script.endedByMemory?.(number, calls) ?? false;
    },
    kill(reason) {
      calls.push("kill");
      killed.reject(reason);
    },
    async [Symbol.asyncDispose]() {
      calls.push("dispose");
    },
  };
}
