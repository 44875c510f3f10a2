import type { Assignment } from "#core/assignment/assignment.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { gradeCriteria } from "#core/grading/grade-criteria.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { fortyTests, website } from "./engine/website.ts";
import { renderRows, rowOf, timed } from "./sandbox/sample.ts";

const warmUps = 20;
const runs = 200;

/**
 * What grading costs on the host, per submission, without a sandbox: reading the assignment, the arithmetic of forty
 * judged tests, and forty tests of a web site with the parsing of its files. They take turns, run by run.
 */
export async function benchEngine({ json }: { readonly json?: true }): Promise<void> {
  const text = JSON.stringify(fortyTests);
  const definition = assignmentOf(text);
  const subjects = {
    "read and validate the assignment": () => Promise.resolve(assignmentOf(text)),
    "arithmetic of 40 tests": () =>
      gradeCriteria(definition.criteria, () => Promise.resolve({ score: 50, message: "" })),
    "40 webdev tests, 3 files": () =>
      runGrading(
        // New files each time: what was parsed is remembered by the file.
        { definition, files: website(), requestedLanguage: undefined, locale: "en", bundle: null },
        { pool: nobodyTakes, clock: () => performance.now(), onProgress: () => {} },
        new AbortController().signal,
      ),
  };
  const samples = Object.entries(subjects).map(([what, action]) => ({
    what,
    how: "host",
    ms: [] as number[],
    action,
  }));
  for (let run = -warmUps; run < runs; run++) {
    for (const sample of samples) {
      const ms = await timed(sample.action);
      if (run >= 0) sample.ms.push(ms);
    }
  }
  const rows = samples.map(rowOf);
  console.log(json ? JSON.stringify({ benchmark: "engine", rows }, null, 2) : renderRows(rows));
}

const nobodyTakes: SandboxPool = {
  take: () => Promise.reject(new Error("a web site is graded without a sandbox")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function assignmentOf(text: string): Assignment {
  const read = readAssignment(text, "assignment.json");
  if (!read.ok) throw new Error(read.findings.map(({ message }) => message).join("\n"));
  return read.assignment;
}
