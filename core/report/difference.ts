import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { type DiffLine, diffLines } from "#core/report/diff-lines.ts";
import { onlyBlanksDiffer, visibleBlanks, visibleText } from "#core/report/visible-text.ts";
import { normalise } from "#core/templates/input-output/normalise.ts";

/** Lines as they are shown, safe but not escaped; a `gap` says how many were left out. */
export interface ShownLine {
  readonly kind: DiffLine["kind"] | "gap";
  readonly text: string;
}

export interface Difference {
  readonly lines: readonly ShownLine[];
  /** Whether blanks are drawn in some of them. */
  readonly drawn: boolean;
}

/** Equal lines around a change that tell where it is. */
const CONTEXT = 2;

/** Nobody reads more; the first ones matter most. */
const MAX_SHOWN = 120;

/** Two texts line by line, as they were compared. */
export function differenceOf(
  texts: { readonly expected: string; readonly actual: string; readonly lines: "exact" | "normalised" },
  locale: Locale,
): Difference {
  const split = (text: string) =>
    texts.lines === "exact" ? text.split(/(?<=\n)/) : normalise(text).split("\n");
  const runs = runsOf(diffLines(split(texts.expected), split(texts.actual)));
  const shown = runs.map((run, index) => {
    const place = { first: index === 0, last: index === runs.length - 1 };
    return run.kind === "same" ? shownContext(run.lines, place, locale) : shownChange(run.lines);
  });
  const lines = shown.flatMap((run) => run.lines);
  const rest = lines.length - MAX_SHOWN;
  return {
    lines: rest > 0 ? [...lines.slice(0, MAX_SHOWN), gap(rest, locale)] : lines,
    drawn: shown.some((run) => run.drawn),
  };
}

interface Run {
  readonly kind: "same" | "change";
  readonly lines: DiffLine[];
}

function runsOf(lines: readonly DiffLine[]): Run[] {
  const runs: Run[] = [];
  for (const line of lines) {
    const kind = line.kind === "same" ? "same" : "change";
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else runs.push({ kind, lines: [line] });
  }
  return runs;
}

function shownContext(
  lines: readonly DiffLine[],
  place: { readonly first: boolean; readonly last: boolean },
  locale: Locale,
): Difference {
  const before = place.first ? 0 : CONTEXT;
  const after = place.last ? 0 : CONTEXT;
  const left = lines.length - before - after;
  const shown = lines.map((line) => ({ ...line, text: visibleText(withoutEnd(line.text)) }));
  if (left <= 1) return { lines: shown, drawn: false };
  const tail = after === 0 ? [] : shown.slice(-after);
  return { lines: [...shown.slice(0, before), gap(left, locale), ...tail], drawn: false };
}

function shownChange(lines: readonly DiffLine[]): Difference {
  const textOf = (kind: DiffLine["kind"]) =>
    lines
      .filter((line) => line.kind === kind)
      .map(({ text }) => text)
      .join("");
  const drawn = onlyBlanksDiffer(textOf("missing"), textOf("extra"));
  const show = drawn ? visibleBlanks : (text: string) => visibleText(withoutEnd(text));
  return { lines: lines.map((line) => ({ ...line, text: withoutEnd(show(line.text)) })), drawn };
}

function gap(count: number, locale: Locale): ShownLine {
  return { kind: "gap", text: messagesFor(locale).report.linesLeftOut({ count }) };
}

function withoutEnd(line: string): string {
  return line.endsWith("\n") ? line.slice(0, -1) : line;
}
