import { describe, expect, it } from "vitest";
import { type CountingRule, countingRow, gradebook } from "#cli/results/gradebook.ts";
import type { ResultRow } from "#cli/results/result-rows.ts";
import { Slug, sha256Hex, SubmissionId } from "#core/submission/ids.ts";

function row(student: string, minute: number, parts: Partial<ResultRow> = {}): ResultRow {
  return {
    student: Slug.parse(student),
    submissionId: SubmissionId.parse(sha256Hex(`${student}${minute}`).slice(0, 32)),
    state: parts.score === undefined ? "queued" : "graded",
    submittedAt: new Date(Date.UTC(2026, 2, 1, 10, minute)),
    file: "main.py",
    ...parts,
  };
}

const scores = (...all: readonly (number | undefined)[]) =>
  all.map((score, minute) => row("ada", minute, score === undefined ? {} : { score }));

describe("the submission that counts", () => {
  it.each<{ rule: CountingRule; of: readonly (number | undefined)[]; counts: number }>([
    { rule: "best", of: [40, 80, 60], counts: 1 },
    { rule: "best", of: [80, 80], counts: 0 },
    { rule: "best", of: [0, undefined], counts: 0 },
    { rule: "latest", of: [40, 80, 60], counts: 2 },
    { rule: "latest", of: [40, undefined], counts: 0 },
    { rule: "latest", of: [undefined, undefined], counts: 1 },
    { rule: "best", of: [undefined, undefined], counts: 1 },
  ])("by $rule of $of is number $counts", ({ rule, of, counts }) => {
    const rows = scores(...of);
    expect(countingRow(rows, rule)).toBe(rows[counts]);
  });
});

describe("a gradebook", () => {
  it("has one line for each student, says what is late and what is still under way", async () => {
    const rows = (async function* () {
      yield row("ada", 1, { score: 200 / 3 });
      yield row("ada", 9, { score: 50 });
      yield row("ada", 10);
      yield row("bob", 9, { score: 100, file: "=1+1.py" });
      yield row("eve", 2, { state: "rejected" });
    })();

    const lines = [];
    const dueAt = new Date(Date.UTC(2026, 2, 1, 10, 5));
    for await (const line of gradebook(rows, { rule: "best", dueAt })) {
      lines.push(line.replaceAll(/[0-9a-f]{32}/g, "ID"));
    }

    expect(lines).toEqual([
      "student,score,state,submitted_at,late,submissions,under_way,file,submission,release",
      "ada,66.67,graded,2026-03-01T10:01:00.000Z,no,3,1,main.py,ID,",
      "bob,100,graded,2026-03-01T10:09:00.000Z,yes,1,0,'=1+1.py,ID,",
      "eve,,rejected,2026-03-01T10:02:00.000Z,no,1,0,main.py,ID,",
    ]);
  });
});
