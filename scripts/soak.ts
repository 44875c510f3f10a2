import { parseArgs } from "node:util";
import { runSoak, type SoakReport } from "#test/soak/run-soak.ts";

/**
 * Thousands of jobs, two agents and everything that goes wrong between them: `npm run soak [-- --jobs N | --minutes N]
 * [--seed N] [--real-every N] [--json]`. Exits with 1 when a job was lost or done twice, a message is stuck, or
 * anything is left on this host. The seed decides what goes wrong and when.
 */
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    jobs: { type: "string", default: "10000" },
    minutes: { type: "string" },
    seed: { type: "string" },
    "real-every": { type: "string", default: "50" },
  },
});

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : positive("seed", values.seed);
const length =
  values.minutes === undefined
    ? { jobs: positive("jobs", values.jobs) }
    : { minutes: positive("minutes", values.minutes) };
const say = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);

// Everything that was started ends with this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

say(`seed ${seed}`);
const report = await runSoak({
  seed,
  length,
  realEvery: positive("real-every", values["real-every"]),
  // As long as an upload waits that failed three times in accept-submission, and some.
  patienceMs: 600_000,
  say,
});
console.log(values.json ? JSON.stringify(report) : table(report));
process.exitCode = report.violations.length === 0 ? 0 : 1;

function positive(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    console.error(`--${option} ${value}: use a whole number above 0`);
    process.exit(2);
  }
  return number;
}

function table({ faults, outcomes, settlements, violations, ...figures }: SoakReport): string {
  const rows = (title: string, entries: Readonly<Record<string, number>>) => [
    title,
    ...Object.entries(entries).map(([name, value]) => `  ${name.padEnd(20)}${String(value).padStart(9)}`),
  ];
  return [
    ...rows("soak", figures),
    ...rows("outcomes of submissions", outcomes),
    ...rows("settlements of deliveries", settlements),
    ...rows("faults that happened", faults),
    ...violations.slice(0, 50),
    violations.length === 0 ? "nothing lost, nothing double, nothing stuck, nothing left" : "the soak failed",
  ].join("\n");
}
