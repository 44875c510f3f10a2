import { capacityDefaults } from "#core/limits.ts";
import { endpointsUsdPerMonth, standingUsdPerMonth } from "./costs.ts";
import { DEFAULT_SPOT_SHARE, type Row, settingsWith, simulate } from "./scenario.ts";
import { assayScaler, backlogScaler, fixedScaler, type Scaler } from "./scalers.ts";
import { deadlineTrace, examTrace, traces } from "./traces.ts";

/** One question, answered with rows that differ in one thing. */
export interface Table {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

const assay = assayScaler(capacityDefaults);
const fixedSizes = [2, 5, 10, 20];

export function tables(): Table[] {
  const scalers = [assay, backlogScaler(capacityDefaults), ...fixedSizes.map(fixedScaler)];
  return [
    ...traces.map((trace) => ({
      id: trace.name,
      title: trace.about,
      rows: scalers.map((scaler) => simulate(trace, scaler)),
    })),
    {
      id: "seats",
      title: "the deadline trace, when the instructor's number of seats is wrong",
      rows: seats(),
    },
    { id: "defaults", title: "the deadline trace, with one default changed", rows: defaults() },
    { id: "hosts", title: "the deadline trace, with other hosts", rows: hosts() },
    { id: "fairness", title: "the two storms, with one protection after the other", rows: fairness() },
  ];
}

function seats(): Row[] {
  const said = { none: 0, half: 500, right: 1_000, double: 2_000 };
  return [
    ...Object.entries(said).map(([name, count]) => simulate(deadlineTrace(count), named(`seats: ${name}`))),
    simulate(examTrace(600_000), named("exam, without rush: 1m")),
    simulate(examTrace(), named("exam, with rush: 1m")),
  ];
}

function defaults(): Row[] {
  const changes = [
    {},
    { targetWaitMs: 15_000 },
    { targetWaitMs: 60_000 },
    { warmUpLeadMs: 120_000 },
    { warmUpLeadMs: 180_000 },
    { scaleInCoolDownMs: 60_000 },
    { scaleInCoolDownMs: 300_000 },
    { idleToZeroMs: 900_000 },
  ];
  return changes.map((change) => {
    const [[name, value] = ["defaults", ""]] = Object.entries(change);
    return simulate(deadlineTrace(), assayScaler(settingsWith(change), `${name} ${value}`.trim()));
  });
}

function hosts(): Row[] {
  const sizes = [2, 8].map((slotsPerHost) => {
    const maxHosts = (capacityDefaults.maxHosts * capacityDefaults.slotsPerHost) / slotsPerHost;
    const scaler = assayScaler(settingsWith({ slotsPerHost, maxHosts }), `${slotsPerHost} slots on a host`);
    // A host of twice the size has twice the price.
    const priceFactor = slotsPerHost / capacityDefaults.slotsPerHost;
    return simulate(deadlineTrace(), scaler, { world: { slotsPerHost }, priceFactor });
  });
  return [
    simulate(deadlineTrace(), named(`${DEFAULT_SPOT_SHARE * 100} % Spot`)),
    simulate(deadlineTrace(), named("no Spot"), { spotShare: 0 }),
    simulate(deadlineTrace(), named("all Spot"), { spotShare: 1 }),
    simulate(deadlineTrace(), named("empty hosts stay 15 min"), { world: { lingerMs: 15 * 60_000 } }),
    simulate(deadlineTrace(), named("counts 30 s late"), { world: { countsLateMs: 30_000 } }),
    ...sizes,
  ];
}

function fairness(): Row[] {
  const storm = traceNamed("resubmit");
  const regrade = traceNamed("regrade");
  const unlimited = Number.POSITIVE_INFINITY;
  return [
    simulate(storm, named("neither"), { world: { maxInFlight: unlimited, fairQueue: false } }),
    simulate(storm, named("fair queue"), { world: { maxInFlight: unlimited } }),
    simulate(storm, named("cap of 10 in flight"), { world: { fairQueue: false } }),
    simulate(storm, named("both")),
    simulate(regrade, named("regrades may fill every slot")),
    simulate(regrade, named("one slot of a host is kept"), { world: { keptForGrading: 1 } }),
  ];
}

function named(name: string): Scaler {
  return { ...assay, name };
}

function traceNamed(name: string) {
  const trace = traces.find((each) => each.name === name);
  if (trace === undefined) throw new Error(`there is no trace ${name}`);
  return trace;
}

const columns: readonly [string, (row: Row) => string][] = [
  ["scaler", ({ scaler }) => scaler],
  ["graded", ({ submissions }) => submissions.toFixed(0)],
  ["p50 wait", ({ p50WaitS }) => `${p50WaitS.toFixed(0)} s`],
  ["p95 wait", ({ p95WaitS }) => `${p95WaitS.toFixed(0)} s`],
  ["p99 wait", ({ p99WaitS }) => `${p99WaitS.toFixed(0)} s`],
  ["all done after", ({ doneAfterMinutes }) => `${doneAfterMinutes.toFixed(0)} min`],
  ["most hosts", ({ peakHosts }) => peakHosts.toFixed(0)],
  ["host-hours", ({ hostHours }) => hostHours.toFixed(2)],
  ["per 1,000", ({ usdPer1000 }) => `$${usdPer1000.toFixed(2)}`],
];

/** As Markdown, which is as readable in a terminal. */
export function renderTables(all: readonly Table[]): string {
  const head = `| ${columns.map(([name]) => name).join(" | ")} |\n|${columns.map(() => " --- |").join("")}`;
  const sections = all.map(({ id, title, rows }) => {
    const lines = rows.map((row) => `| ${columns.map(([, cell]) => cell(row)).join(" | ")} |`);
    return `### ${id}: ${title}\n\n${head}\n${lines.join("\n")}\n`;
  });
  return [...sections, renderStanding()].join("\n");
}

function renderStanding(): string {
  const lines = Object.entries(standingUsdPerMonth()).map(
    ([what, usd]) => `| ${what} | $${usd.toFixed(2)} |`,
  );
  const endpoints = `| instead of public addresses: seven interface endpoints in two zones | $${endpointsUsdPerMonth().toFixed(2)} |`;
  return `### standing: what a month costs while nobody submits anything\n\n| what | a month |\n| --- | --- |\n${[...lines, endpoints].join("\n")}\n`;
}
