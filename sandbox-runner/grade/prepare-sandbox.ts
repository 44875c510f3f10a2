import { addAbortListener } from "node:events";
import { toAssayError } from "#core/errors.ts";
import type { Stopwatch } from "#runner/grade/stopwatch.ts";
import { type AssetSource, handAssets } from "#runner/prepare/asset-source.ts";
import type { Sandbox, SandboxNeeds, SandboxPool, TarSource } from "#runner/sandbox/sandbox.ts";

export interface Preparation {
  readonly pool: SandboxPool;
  readonly needs: SandboxNeeds;
  readonly bundle: AssetSource | null;
  readonly submission: TarSource;
  readonly signal: AbortSignal;
  /** Told before anything is injected. */
  readonly onTaken: (sandbox: Sandbox) => void;
}

/** A sandbox with the assets and the submission in it. It dies with the signal. */
export interface PreparedSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
}

export async function prepareSandbox(
  { pool, needs, bundle, submission, signal, onTaken }: Preparation,
  measure: Stopwatch["measure"],
): Promise<PreparedSandbox> {
  await using scope = new AsyncDisposableStack();
  const sandbox = scope.use(await measure("takeMs", () => pool.take(needs, signal)));
  onTaken(sandbox);
  signal.throwIfAborted();
  scope.use(addAbortListener(signal, () => sandbox.kill(toAssayError(signal.reason))));
  await measure("injectMs", async () => {
    await handAssets(sandbox, bundle);
    await sandbox.inject("/app", submission);
  });
  const owned = scope.move();
  return { sandbox, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
