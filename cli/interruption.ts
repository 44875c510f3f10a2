import { exitCodes, Interrupted } from "#cli/errors.ts";

export interface Interruption extends Disposable {
  /** Aborted with `Interrupted` by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
}

/**
 * Lets a command clean up after Ctrl-C. While it is held, the first signal aborts and the command ends by itself;
 * a second one ends the process at once.
 */
export function holdInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new Interrupted());
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, interrupt);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, interrupt);
    },
  };
}
