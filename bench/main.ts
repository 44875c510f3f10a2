import { Option } from "commander";
import { scriptCommand } from "#cli/script-command.ts";
import { benchEngine } from "./engine.ts";
import { benchLatency } from "./latency.ts";
import { benchPool } from "./pool.ts";
import { benchSandbox } from "./sandbox.ts";

/** `npm run bench -- latency`: each benchmark measures by the rules that its file tells. */
const program = scriptCommand("npm run bench --", "measures Assay, mostly beside what one would use instead");

benchmark("engine", "grading without a sandbox").action(benchEngine);
benchmark("latency", "from an upload to its result, on a local stack").action(benchLatency);
benchmark("pool", "ways of refilling the pool of sandboxes").action(benchPool);
benchmark("sandbox", "the sandbox beside runsc exec, runc, Docker and no sandbox")
  .option("--write", "make the page on performance of it")
  // The numbers of a quick run mean nothing.
  .addOption(
    new Option("--quick", "run everything once, which measures nothing").conflicts(["write", "page"]),
  )
  .addOption(new Option("--page", "measure nothing: make the page again of what it shows").conflicts("write"))
  .action(benchSandbox);

await program.parseAsync();

function benchmark(name: string, description: string) {
  return program.command(name).description(description).option("--json", "print one JSON object");
}
