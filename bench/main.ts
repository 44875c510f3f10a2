import { benchEngine } from "./engine.ts";
import { benchLatency } from "./latency.ts";
import { type BenchOptions, readBenchCall } from "./options.ts";
import { benchPool } from "./pool.ts";
import { benchSandbox } from "./sandbox.ts";

/** `npm run bench -- latency`: each benchmark measures by the rules that its file tells. */
const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  engine: benchEngine,
  latency: benchLatency,
  pool: benchPool,
  sandbox: benchSandbox,
};

const call = readBenchCall(process.argv.slice(2), Object.keys(benchmarks));
if (call === null) {
  console.error(`usage: npm run bench -- <${Object.keys(benchmarks).join("|")}> [--json]`);
  console.error("       npm run bench -- sandbox [--json] [--write | --quick | --page]");
  process.exitCode = 1;
} else {
  await benchmarks[call.name]?.(call.options);
}
