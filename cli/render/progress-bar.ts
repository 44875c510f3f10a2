import type { Shell } from "#cli/shell.ts";

/** How far many small things are: a bar that fills on a terminal, elsewhere a line for each tenth. */
export interface ProgressBar extends Disposable {
  /** `done` of the total; never less than before. */
  show(done: number, words: string): void;
}

const WIDTH = 24;
const REDRAW_MS = 100;

export function progressBar(shell: Shell, total: number): ProgressBar {
  let shownTenth = -1;
  let drawnAt = -Infinity;
  return {
    show(done, words) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      if (shell.interactive) {
        const now = performance.now();
        if (now - drawnAt < REDRAW_MS && share < 1) return;
        drawnAt = now;
        const full = Math.round(share * WIDTH);
        const bar = `${"█".repeat(full)}${"░".repeat(WIDTH - full)}`;
        shell.overwrite(`${shell.colours.dim(bar)} ${Math.min(done, total)}/${total} ${words}`);
        return;
      }
      const tenth = Math.floor(share * 10);
      if (tenth === shownTenth) return;
      shownTenth = tenth;
      shell.note(`… ${Math.min(done, total)}/${total} ${words}`);
    },
    [Symbol.dispose]() {
      if (shell.interactive && drawnAt > 0) shell.overwrite("");
    },
  };
}
