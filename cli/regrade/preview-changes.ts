import type { Connection } from "#cli/connection.ts";
import { progressBar } from "#cli/render/progress-bar.ts";
import type { Shell } from "#cli/shell.ts";
import { type Change, isChange } from "./change.ts";
import { type DryRun, dryRun } from "./dry-run.ts";
import { renderChange, renderTally } from "./render-changes.ts";
import { addTo, newTally, type Tally } from "./tally.ts";

export interface Preview {
  readonly run: DryRun;
  /** Submissions, for the bar. */
  readonly total: number;
  /** In words. */
  readonly candidate: string;
  readonly json: boolean;
}

/** Prints every change as it is found, and what all come to. */
export async function previewChanges(
  shell: Shell,
  connection: Connection,
  { run, total, candidate, json }: Preview,
  signal: AbortSignal,
): Promise<Tally> {
  const tally = newTally();
  const print = json ? jsonPrinter(shell) : textPrinter(shell);
  {
    using bar = progressBar(shell, total);
    let done = 0;
    for await (const compared of dryRun(connection, run, signal)) {
      done++;
      if (compared.kind === "skipped") tally.skipped++;
      else if (compared.kind === "failed") {
        tally.failed++;
        shell.note(`cannot grade ${compared.message}`);
      } else {
        const isDifferent = isChange(compared.change);
        addTo(tally, compared.change, isDifferent);
        if (isDifferent) print.change(compared.change);
      }
      bar.show(done, `${tally.gained} gain, ${tally.lost} lose`);
    }
  }
  print.end(tally, candidate);
  return tally;
}

interface Printer {
  change(change: Change): void;
  end(tally: Tally, candidate: string): void;
}

function textPrinter(shell: Shell): Printer {
  return {
    change(change) {
      if (shell.interactive) shell.overwrite("");
      shell.print(renderChange(change, shell.colours));
    },
    end: (tally, candidate) => shell.print(renderTally(tally, candidate)),
  };
}

/** One document, a change on each line, so that no more than one is in memory. */
function jsonPrinter(shell: Shell): Printer {
  let before = `{"changes":[`;
  return {
    change(change) {
      shell.print(`${before}${JSON.stringify(change)}`);
      before = ",";
    },
    end(tally, candidate) {
      const summary = { candidate, ...tally, tests: Object.fromEntries(tally.tests) };
      const opened = before === "," ? "" : before;
      shell.print(`${opened}],"summary":${JSON.stringify(summary)}}`);
    },
  };
}
