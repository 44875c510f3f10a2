import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { assertPrinted, type Contender, laps } from "./contender.ts";
import { bareUnpack } from "./rivals.ts";

/** Processes of the host in a folder of their own: nothing is held back, so nothing can be faster. */
export const bareJobs: Contender = {
  async run({ submission, bundle, inputs }) {
    const lap = laps();
    const directory = await mkdtemp(join(tmpdir(), "assay-bench-job-"));
    const readyMs = lap();
    await bareUnpack(submission, directory);
    await bareUnpack(bundle, directory);
    const injectMs = lap();
    for (const input of inputs) assertPrinted(await printed(directory, input), input);
    const programsMs = lap();
    await rm(directory, { recursive: true });
    return { readyMs, injectMs, programsMs, endMs: lap() };
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

async function printed(cwd: string, input: string): Promise<string> {
  const child = spawn("/usr/bin/python3", ["main.py"], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(`${input}\n`);
  return await text(child.stdout);
}
