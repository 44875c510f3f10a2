import type { Sandbox, SandboxPool } from "#runner/sandbox/sandbox.ts";
import { pretendedSandbox } from "#test/soak/agents/pretended-sandbox.ts";

export interface MixedPoolOptions {
  readonly real: SandboxPool;
  /** One of so many sandboxes is real. */
  readonly realEvery: number;
  readonly announce: (phase: "injecting" | "running") => void;
}

export function mixedPool({ real, realEvery, announce }: MixedPoolOptions): SandboxPool {
  let taken = 0;
  return {
    async take(needs, signal) {
      taken += 1;
      return taken % realEvery === 0
        ? announced(await real.take(needs, signal), announce)
        : pretendedSandbox(announce);
    },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}

function announced(sandbox: Sandbox, announce: MixedPoolOptions["announce"]): Sandbox {
  return new Proxy(sandbox, {
    get(target, property) {
      if (property === "inject") announce("injecting");
      if (property === "run") announce("running");
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
