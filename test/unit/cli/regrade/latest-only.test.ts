import { expect, it } from "vitest";
import { latestOnly } from "#cli/regrade/latest-only.ts";
import type { StoredSubmission } from "#cli/results/stored-submissions.ts";
import { gradeJob } from "#test/support/jobs.ts";

function stored(student: string, version: string, parts: Partial<StoredSubmission> = {}): StoredSubmission {
  const ref = gradeJob({ key: `prog1/hello/${student}/main.py`, versionId: version });
  return { ref, hasStatus: true, turnedAway: false, gradings: new Map(), ...parts };
}

const graded = stored("ada", "v1");
const last = stored("ada", "v2");
const refused = stored("ada", "v3", { turnedAway: true });
const unseen = stored("ada", "v4", { hasStatus: false });
const others = stored("eve", "v1", { turnedAway: true });

async function* students() {
  yield [graded, last, refused, unseen];
  yield [others];
}

async function taken(latest: boolean): Promise<readonly StoredSubmission[]> {
  const all: StoredSubmission[] = [];
  for await (const submission of latestOnly(students(), latest)) all.push(submission);
  return all;
}

it("takes of each student the last submission that was let in", async () => {
  expect(await taken(true)).toEqual([last]);
});

it("takes all where nothing else is asked for", async () => {
  const all = [graded, last, refused, unseen, others];
  expect(await taken(false)).toEqual(all);
});
