import { type Command, Option } from "commander";
import { collectSlugs, deploymentOption, parseAssignmentRef } from "#cli/arguments.ts";
import { connect, type Connection } from "#cli/connection.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { type CountingRule, gradebook } from "#cli/results/gradebook.ts";
import { readCurrentRelease } from "#cli/results/current-release.ts";
import { type ResultRow, resultRows } from "#cli/results/result-rows.ts";
import type { Shell } from "#cli/shell.ts";
import { visibleLine } from "#core/report/visible-text.ts";
import type { Slug } from "#core/submission/ids.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";

interface Flags {
  readonly student: readonly Slug[];
  readonly csv?: true;
  readonly counts: CountingRule;
  readonly deployment?: string;
  readonly json?: true;
}

const notes = `
The gradebook has one line for each student, with the submission that counts: of those with a score the best one
(the earliest of equals), or with --counts latest the last one. A submission that was rejected, failed or is under way
has no score and takes none away.

Examples:
  assay results demo/weather-stations
  assay results demo/weather-stations --csv > gradebook.csv
  assay results demo/weather-stations --student ada --json | jq '.[].score'`;

export function registerResults(program: Command, shell: Shell): void {
  program
    .command("results")
    .description("lists the submissions to an assignment and what they came to, or makes a gradebook")
    .argument("<course/assignment>", "whose results", parseAssignmentRef)
    .addOption(collectSlugs("--student <name>", "of this student alone; may be given again"))
    .option("--csv", "print a gradebook: one line of CSV for each student")
    .addOption(
      new Option("--counts <rule>", "which submission a gradebook shows")
        .choices(["best", "latest"])
        .default("best"),
    )
    .addOption(deploymentOption())
    .addOption(new Option("--json", "print all submissions as JSON").conflicts("csv"))
    .addHelpText("after", notes)
    .action(async (assignment: AssignmentRef, flags: Flags) => {
      using interruption = holdInterruption();
      using connection = await connect(shell, flags.deployment);
      const wanted = { assignment, students: flags.student };
      const rows = resultRows(connection, wanted, interruption.signal);
      if (flags.json === true) await printJson(shell, rows);
      else if (flags.csv === true) await printGradebook(shell, connection, { assignment, rows, flags });
      else await printTable(shell, rows);
    });
}

/** An array with an element on each line, so that no more than one is in memory. */
async function printJson(shell: Shell, rows: AsyncIterable<ResultRow>): Promise<void> {
  let before = "[";
  for await (const row of rows) {
    shell.print(`${before}${JSON.stringify(row)}`);
    before = ",";
  }
  shell.print(before === "[" ? "[]" : "]");
}

async function printGradebook(
  shell: Shell,
  connection: Connection,
  { assignment, rows, flags }: { assignment: AssignmentRef; rows: AsyncIterable<ResultRow>; flags: Flags },
): Promise<void> {
  const release = await readCurrentRelease(connection, assignment);
  const dueAt = release?.dueAt === undefined ? undefined : new Date(release.dueAt);
  // RFC 4180 ends lines with CRLF.
  for await (const line of gradebook(rows, { rule: flags.counts, dueAt })) shell.print(`${line}\r`);
}

async function printTable(shell: Shell, rows: AsyncIterable<ResultRow>): Promise<void> {
  let count = 0;
  for await (const { student, submissionId, state, score, submittedAt, file } of rows) {
    const points = score === undefined ? "-" : score.toFixed(2);
    const when = submittedAt === undefined ? "-" : submittedAt.toISOString();
    const name = file === undefined ? "" : visibleLine(file);
    shell.print(
      `${student.padEnd(20)} ${submissionId} ${state.padEnd(8)} ${points.padStart(6)} ${when} ${name}`.trimEnd(),
    );
    count++;
  }
  if (count === 0) shell.note("no submissions");
}
