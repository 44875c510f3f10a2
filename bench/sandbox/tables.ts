import { goalsOf, isMet } from "./goals.ts";
import type { Report } from "./report.ts";

/** As Markdown, which is as readable in a terminal. */
export function renderTables(report: Report): string {
  return [
    machine(report),
    section("Goals", goals(report)),
    section("Jobs", jobs(report)),
    ...report.skipped.map((reason) => `Not measured: ${reason}.\n`),
    section("Where the time of a job goes", phases(report)),
    section("One operation", operations(report)),
  ].join("\n");
}

function machine({ machine, measuredAt }: Report): string {
  const { processors, memoryGiB, kernel, node, runsc, load } = machine;
  const when = measuredAt.slice(0, 10);
  return `Measured ${when} on ${processors}, ${memoryGiB} GiB, Linux ${kernel}, runsc ${runsc} (systrap), Node ${node}; load before it ${load}.\n`;
}

function goals(report: Report): string {
  const rows = goalsOf(report).map((goal) => {
    const unit = goal.unit === "×" ? "×" : ` ${goal.unit}`;
    const limit = `${goal.atLeast ? "≥" : "≤"} ${goal.limit}${unit}`;
    return [goal.what, limit, `${figure(goal.measured)}${unit}`, isMet(goal) ? "met" : "**missed**"];
  });
  return table(["what", "goal", "measured", ""], rows);
}

function jobs({ jobs }: Report): string {
  const rows = jobs.map((row) => [
    row.how,
    String(row.slots),
    String(row.jobsPerMinute),
    figure(row.p50Ms),
    figure(row.p95Ms),
    String(row.cpuMs),
    String(row.jobs),
  ]);
  return table(["how", "at a time", "jobs a minute", "p50 ms", "p95 ms", "CPU ms each", "jobs"], rows);
}

function phases({ jobs }: Report): string {
  const rows = jobs.map(({ how, slots, phases }) => [
    how,
    String(slots),
    figure(phases.readyMs),
    figure(phases.injectMs),
    figure(phases.programsMs),
    figure(phases.endMs),
  ]);
  return table(["how", "at a time", "ready ms", "inject ms", "5 × python ms", "end ms"], rows);
}

function operations({ rows, idle, grownMiB }: Report): string {
  const lines = rows.map((row) => [
    row.what,
    row.how,
    figure(row.p50Ms),
    figure(row.p95Ms),
    row.mibPerSecond === null ? "" : figure(row.mibPerSecond),
    String(row.n),
  ]);
  const grown = Object.entries(grownMiB).map(([name, MiB]) => `${figure(MiB)} MiB for ${name}`);
  return [
    table(["what", "how", "p50 ms", "p95 ms", "MiB/s", "n"], lines),
    `Memory that a sandbox grows by when it gets a mounted bundle and opens it: ${grown.join(", ")}.`,
    `An idle sandbox, the mean of ${idle.sandboxes}: ${figure(idle.memoryMiB)} MiB, ${figure(idle.cpuMsPerSecond)} ms of processor time a second.\n`,
  ].join("\n\n");
}

function section(title: string, body: string): string {
  return `### ${title}\n\n${body}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

/** Three digits say enough. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
