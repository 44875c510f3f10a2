import { benchEngine } from "./engine.ts";
import { benchLatency } from "./latency.ts";
import { benchMounts } from "./mounts.ts";
import { benchPool } from "./pool.ts";
import { benchSandbox } from "./sandbox.ts";

/** `npm run bench -- latency`: each benchmark measures by the rules that its file tells. */
const benchmarks: Readonly<Record<string, (options: { readonly json: boolean }) => Promise<void>>> = {
  engine: benchEngine,
  latency: benchLatency,
  mounts: benchMounts,
  pool: benchPool,
  sandbox: benchSandbox,
};

const [name = "", ...rest] = process.argv.slice(2).filter((word) => word !== "--json");
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (benchmark === undefined || rest.length > 0) {
  console.error(`usage: npm run bench -- <${Object.keys(benchmarks).join("|")}> [--json]`);
  process.exitCode = 1;
} else {
  await benchmark({ json: process.argv.includes("--json") });
}
