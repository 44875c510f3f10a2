import { randomInt } from "node:crypto";
import { Option } from "commander";
import { parseWhole } from "#cli/arguments.ts";
import { scriptCommand } from "#cli/script-command.ts";
import { runSoak, type SoakReport } from "#test/soak/run-soak.ts";

/**
 * Thousands of jobs, two agents and everything that goes wrong between them: `npm run soak [-- --jobs N | --minutes N]
 * [--seed N] [--real-every N] [--json]`. Exits with 1 when a job was lost or done twice, a message is stuck, or
 * anything is left on this host. The seed decides what goes wrong and when.
 */
const SEEDS = { from: 1, to: 2 ** 31 };

const {
  json,
  jobs,
  minutes,
  seed = randomInt(SEEDS.from, SEEDS.to),
  realEvery,
} = scriptCommand(
  "npm run soak --",
  "thousands of jobs, two agents, and everything that goes wrong between them",
)
  .option("--json", "print one JSON object")
  .option("--jobs <n>", "submissions", parseWhole({ from: 1, to: 1_000_000 }), 10_000)
  .addOption(
    new Option("--minutes <n>", "for so long instead")
      .argParser(parseWhole({ from: 1, to: 10_000 }))
      .conflicts("jobs"),
  )
  .option("--seed <n>", "that another run printed: the same faults", parseWhole(SEEDS))
  .option("--real-every <n>", "which sandboxes are gVisor's", parseWhole({ from: 1, to: 1_000_000 }), 50)
  .parse()
  .opts<Options>();

interface Options {
  readonly json?: true;
  readonly jobs: number;
  readonly minutes?: number;
  readonly seed?: number;
  readonly realEvery: number;
}

const length = minutes === undefined ? { jobs } : { minutes };
const say = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);

// Everything that was started ends with this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

say(`seed ${seed}`);
const report = await runSoak({
  seed,
  length,
  realEvery,
  // As long as an upload waits that failed three times in accept-submission, and some.
  patienceMs: 600_000,
  say,
});
console.log(json ? JSON.stringify(report) : table(report));
process.exitCode = report.violations.length === 0 ? 0 : 1;

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
