import type { ReleaseId } from "#core/submission/ids.ts";
import type { RegradeCounts } from "./regrade.ts";

/** What a regrade came to, a line for each thing that can be said of its submissions. */
export function renderCounts(counts: RegradeCounts, releaseId: ReleaseId): string {
  const { sent, done, queued, gone } = counts;
  const rest = [
    [done, "have a result of it already"],
    [queued, "wait for one, sent before"],
    [counts["under-way"], "have not been graded once: give the command again when they are"],
    [counts["turned-away"], "were turned away at upload"],
    [gone, "are kept no longer"],
  ] as const;
  return [
    `${sent} sent to be graded again, against release ${releaseId}`,
    ...rest.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])),
  ].join("\n");
}
