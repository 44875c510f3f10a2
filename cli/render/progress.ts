import type { Shell } from "#cli/shell.ts";
import type { SubmissionStatus } from "#core/submission/status.ts";

/** Where a submission is, in the words of `--watch`; undefined is an upload that nobody has seen yet. */
export function describeStatus(status: SubmissionStatus | undefined): string {
  if (status === undefined) return "uploaded";
  if (status.state !== "running") return status.state;
  return describeProgress(status.progress);
}

export function describeProgress(progress: SubmissionStatus["progress"]): string {
  if (progress === undefined) return "running";
  switch (progress.phase) {
    case "setup":
    case "test":
      return `${progress.phase} ${Math.min(progress.done + 1, progress.total)}/${progress.total}: ${progress.name}`;
    case "preparing":
    case "publishing":
      return progress.phase;
    default:
      return progress satisfies never;
  }
}

/** Progress on standard error: one line that changes on a terminal, a line for each step elsewhere. */
export interface ProgressLine extends Disposable {
  show(text: string): void;
}

export function progressLine(shell: Shell): ProgressLine {
  let current = "";
  return {
    show(text) {
      if (text === current) return;
      current = text;
      if (shell.interactive) shell.overwrite(shell.colours.dim(`… ${text}`));
      else shell.note(`… ${text}`);
    },
    [Symbol.dispose]() {
      if (shell.interactive && current !== "") shell.overwrite("");
    },
  };
}
