import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { collectSlugs, deploymentOption, parseAssignmentRef, parseWhole } from "#cli/arguments.ts";
import { connect, type Connection } from "#cli/connection.ts";
import { exitCodes, UserError } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { type Candidate, openCandidate } from "#cli/regrade/open-candidate.ts";
import { previewChanges } from "#cli/regrade/preview-changes.ts";
import { type Regrade, regrade, type RegradeCounts } from "#cli/regrade/regrade.ts";
import { requireRelease } from "#cli/regrade/require-release.ts";
import { renderCounts } from "#cli/regrade/render-counts.ts";
import { progressBar } from "#cli/render/progress-bar.ts";
import { readCurrentRelease } from "#cli/results/current-release.ts";
import { countUploads, type Wanted } from "#cli/results/stored-submissions.ts";
import type { Shell } from "#cli/shell.ts";
import { ReleaseId, type Slug } from "#core/submission/ids.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";

interface Flags {
  readonly student: readonly Slug[];
  readonly latest?: true;
  readonly release?: ReleaseId;
  readonly dryRun?: true;
  readonly candidate?: string;
  readonly slots: number;
  readonly deployment?: string;
  readonly json?: true;
}

const notes = `
Every submission that has been graded is graded again, against the current release, by the runners, after the
submissions that wait. Students go on seeing the result they have until the new one is there. What has a result of the
release already, or is waiting for one, is not sent: the same command can be given again at any time, and goes on.

A dry run grades here, in the sandbox, and publishes nothing.

Examples:
  assay regrade demo/weather-stations --dry-run --candidate examples/weather-stations
  assay regrade demo/weather-stations
  assay regrade demo/weather-stations --student ada --latest --json`;

export function registerRegrade(program: Command, shell: Shell): void {
  program
    .command("regrade")
    .description("grades submissions again, or says what grading them again would change")
    .argument("<course/assignment>", "whose submissions", parseAssignmentRef)
    .addOption(collectSlugs("--student <name>", "of this student alone; may be given again"))
    .option("--latest", "of each student only the last submission")
    .option("--release <id>", "another release than the current one", parseReleaseId)
    .option("--dry-run", "grade here, publish nothing, and print who would gain and who would lose")
    .addOption(
      new Option("--candidate <folder>", "with --dry-run: an assignment that is not pushed yet").conflicts(
        "release",
      ),
    )
    .option(
      "--slots <number>",
      "with --dry-run: gradings at the same time",
      parseWhole({ from: 1, to: 64 }),
      availableParallelism(),
    )
    .addOption(deploymentOption())
    .option("--json", "print the counts, or with --dry-run the changes, as JSON")
    .addHelpText("after", notes)
    .action(async (assignment: AssignmentRef, flags: Flags) => {
      using interruption = holdInterruption();
      const { signal } = interruption;
      if (flags.candidate !== undefined && flags.dryRun !== true) {
        throw new UserError("--candidate is for --dry-run: push the folder to grade by it");
      }
      using connection = await connect(shell, flags.deployment);
      const wanted = { assignment, students: flags.student };
      if (flags.dryRun === true) await runDry(shell, connection, { wanted, flags, signal });
      else await send(shell, connection, { wanted, flags, signal });
    });
}

function parseReleaseId(text: string): ReleaseId {
  const id = ReleaseId.safeParse(text);
  if (!id.success) throw new InvalidArgumentError("a release is 24 hex digits, as 'assay push' prints it");
  return id.data;
}

interface Work {
  readonly wanted: Wanted;
  readonly flags: Flags;
  readonly signal: AbortSignal;
}

async function send(shell: Shell, connection: Connection, { wanted, flags, signal }: Work): Promise<void> {
  const latest = flags.latest === true;
  const releaseId = await releaseOf(connection, wanted, flags);
  const counted = await countUploads(connection, wanted, signal);
  const total = latest ? counted.students : counted.uploads;
  const counts = await sendWithBar(shell, connection, { wanted, releaseId, latest, total }, signal);
  shell.print(
    flags.json === true ? JSON.stringify({ releaseId, ...counts }, null, 2) : renderCounts(counts, releaseId),
  );
}

async function sendWithBar(
  shell: Shell,
  connection: Connection,
  { total, ...what }: Pick<Regrade, "wanted" | "releaseId" | "latest"> & { readonly total: number },
  signal: AbortSignal,
): Promise<RegradeCounts> {
  using bar = progressBar(shell, total);
  const onProgress = (counts: RegradeCounts) => bar.show(sum(counts), `${counts.sent} sent`);
  try {
    return await regrade(connection, { ...what, now: () => new Date(), onProgress }, signal);
  } catch (error) {
    if (signal.aborted) shell.note("what was sent stays sent; the same command sends the rest");
    throw error;
  }
}

async function releaseOf(
  connection: Connection,
  { assignment }: Wanted,
  { release }: Flags,
): Promise<ReleaseId> {
  if (release !== undefined) return (await requireRelease(connection, assignment, release)).releaseId;
  const current = await readCurrentRelease(connection, assignment);
  if (current !== undefined) return current.releaseId;
  throw new UserError(
    `${assignment.course}/${assignment.assignment} has no release: 'assay push' makes one of a folder`,
  );
}

function sum(counts: RegradeCounts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

async function runDry(shell: Shell, connection: Connection, { wanted, flags, signal }: Work): Promise<void> {
  const { candidate: path, slots } = flags;
  const latest = flags.latest === true;
  const candidate: Candidate =
    path === undefined
      ? {
          kind: "release",
          assignment: wanted.assignment,
          releaseId: await releaseOf(connection, wanted, flags),
        }
      : { kind: "folder", path };
  await using grader = await openCandidate(shell.settings, connection, candidate, signal);
  const counted = await countUploads(connection, wanted, signal);
  const tally = await previewChanges(
    shell,
    connection,
    {
      run: { wanted, latest, slots, grader },
      total: latest ? counted.students : counted.uploads,
      candidate: candidate.kind === "folder" ? candidate.path : `release ${candidate.releaseId}`,
      json: flags.json === true,
    },
    signal,
  );
  process.exitCode = tally.failed > 0 ? exitCodes.platform : exitCodes.ok;
}
