import type { Shell } from "#cli/shell.ts";
import { visibleLine } from "#core/report/visible-text.ts";
import type { Change, Grade } from "./change.ts";
import type { Tally } from "./tally.ts";

/** Beyond these a line says how many more there are. */
const TESTS_SHOWN = 5;

/** `ada 0f3c…  80 → 100  +20  base/mean +100`. */
export function renderChange(change: Change, colours: Shell["colours"]): string {
  const { student, submissionId, before, after, delta, tests } = change;
  const paint = delta > 0 ? colours.green : delta < 0 ? colours.red : colours.dim;
  const shown = tests.slice(0, TESTS_SHOWN).map((test) => {
    const by = "delta" in test ? signed(test.delta) : test.status;
    return `${visibleLine(test.path)} ${by}`;
  });
  const byWeights = tests.length === 0 && before.score !== undefined && after.score !== undefined;
  const more = tests.length > TESTS_SHOWN ? [`and ${tests.length - TESTS_SHOWN} more`] : [];
  const grades = `${gradeText(before)} → ${gradeText(after)}`;
  return `${student.padEnd(16)} ${submissionId} ${paint(signed(delta).padStart(6))}  ${grades}  ${byWeights ? "by weights alone" : [...shown, ...more].join(", ")}`.trimEnd();
}

export function renderTally(tally: Tally, candidate: string): string {
  const { compared, gained, lost, otherwise, skipped, failed, pointsBefore, pointsAfter } = tally;
  const same = compared - gained - lost - otherwise;
  const mean = (points: number) => (compared === 0 ? "-" : (points / compared).toFixed(2));
  const tests = [...tally.tests]
    .toSorted(([, one], [, other]) => other.gained + other.lost - one.gained - one.lost)
    .map(([path, counts]) => `  ${visibleLine(path)}: ${counts.gained} gain, ${counts.lost} lose`);
  return [
    `${compared} graded against ${candidate}: ${gained} gain, ${lost} lose, ${otherwise} differ otherwise, ${same} stay as they are`,
    `mean score ${mean(pointsBefore)} → ${mean(pointsAfter)}`,
    ...(tests.length === 0 ? [] : ["tests that differ:", ...tests]),
    ...(skipped === 0 ? [] : [`${skipped} skipped: no result to compare with yet, or the upload is gone`]),
    ...(failed === 0 ? [] : [`${failed} could not be graded here`]),
    "Nothing was published.",
  ].join("\n");
}

function gradeText({ outcome, score, code }: Grade): string {
  return score === undefined ? `${outcome} (${code})` : String(Math.round(score * 100) / 100);
}

function signed(delta: number): string {
  return delta > 0 ? `+${delta}` : String(delta);
}
