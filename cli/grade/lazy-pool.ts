import type { SandboxPool } from "#runner/sandbox/sandbox.ts";

/** A pool that is opened when the first sandbox is taken: an assignment that only reads files needs no runsc. */
export function lazyPool(open: () => Promise<SandboxPool>): SandboxPool {
  let opened: Promise<SandboxPool> | undefined;
  return {
    async take(needs, signal) {
      const pool = await (opened ??= open());
      return await pool.take(needs, signal);
    },
    async [Symbol.asyncDispose]() {
      const pool = await opened?.catch(() => undefined);
      await pool?.[Symbol.asyncDispose]();
    },
  };
}
