import { AssayError } from "#core/errors.ts";

/** Aborted with `grading_timeout` when the time is over; disposing it stops the clock. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

export function startDeadline(limitMs: number): Deadline {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new AssayError("grading_timeout", { limitMs })), limitMs);
  return { signal: over.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
