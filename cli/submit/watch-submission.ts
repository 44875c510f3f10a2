import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import type { SubmissionRef } from "#core/submission/keys.ts";
import { isTerminal, type SubmissionStatus } from "#core/submission/status.ts";
import { readStatus } from "./read-results.ts";

/** A short grading is seen at once; a long one costs two reads a second. */
const FIRST_INTERVAL_MS = 50;
const LAST_INTERVAL_MS = 500;
const SLOWDOWN = 1.15;

export interface WatchOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with each status that differs from the one before; `undefined` is an upload nobody has seen yet. */
  readonly onStatus: (status: SubmissionStatus | undefined) => void;
}

/** Resolves with the terminal status of a submission. */
export async function watchSubmission(
  connection: Connection,
  ref: SubmissionRef,
  options: WatchOptions,
): Promise<SubmissionStatus> {
  const deadline = performance.now() + options.timeoutMs;
  let intervalMs = FIRST_INTERVAL_MS;
  let shown: string | undefined;
  while (performance.now() < deadline) {
    const status = await readStatus(connection, ref);
    const state = JSON.stringify(status) ?? "";
    if (state !== shown) options.onStatus(status);
    shown = state;
    if (status !== undefined && isTerminal(status.state)) return status;
    await delay(intervalMs, undefined, { signal: options.signal }).catch(() =>
      options.signal.throwIfAborted(),
    );
    intervalMs = Math.min(LAST_INTERVAL_MS, intervalMs * SLOWDOWN);
  }
  throw new PlatformError(
    `no result after ${options.timeoutMs / 1000} s; it goes on being graded, 'assay status ${ref.course}/${ref.assignment}/${ref.student}/${ref.submissionId}' shows where it is`,
  );
}
