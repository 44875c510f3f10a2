import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import { exitCodeOf, printResult } from "#cli/render/outcome.ts";
import { describeStatus, progressLine } from "#cli/render/progress.ts";
import type { Shell } from "#cli/shell.ts";
import type { GradedResult } from "#core/grading/result.ts";
import type { SubmissionRef } from "#core/submission/keys.ts";
import { readRelease, readResult } from "./read-results.ts";
import { watchSubmission } from "./watch-submission.ts";

export interface FollowOptions {
  readonly submission: SubmissionRef;
  readonly timeoutMs: number;
  /** One of `formats`; without one, the report for a terminal and where it is kept. */
  readonly format: string | undefined;
  readonly baseline?: GradedResult | undefined;
  readonly signal: AbortSignal;
}

/** Shows a submission on its way, then its report and where that is kept. Returns the exit code of its outcome. */
export async function followSubmission(
  shell: Shell,
  connection: Connection,
  options: FollowOptions,
): Promise<number> {
  const { submission, format, baseline } = options;
  const status = await watchWithProgress(shell, connection, options);
  if (status.resultKey === undefined) {
    throw new PlatformError(`submission ${submission.submissionId} is ${status.state} but names no result`);
  }
  const result = await readResult(connection, status.resultKey);
  const release = format === "outcome-v1" ? await readRelease(connection, result) : undefined;
  printResult(shell, result, { format, definition: release?.definition, baseline });
  if (format === undefined) {
    const folder = status.resultKey.slice(0, status.resultKey.lastIndexOf("/") + 1);
    shell.print(shell.colours.dim(`\ns3://${connection.deployment.ResultsBucket}/${folder}`));
  }
  return exitCodeOf(result.outcome);
}

async function watchWithProgress(shell: Shell, connection: Connection, options: FollowOptions) {
  using line = progressLine(shell);
  return await watchSubmission(connection, options.submission, {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    onStatus: (status) => line.show(describeStatus(status)),
  });
}
