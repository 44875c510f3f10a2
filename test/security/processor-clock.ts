import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";

const root = "/sys/fs/cgroup";

/** Processor time of everything that a sandbox consists of, as the kernel of the host counts it. */
export interface ProcessorClock extends Disposable {
  readonly ms: () => number;
}

/** In version 2 the sandbox's own control group counts it; in version 1 one of another controller, which it joins. */
export function processorClock({ id }: Pick<Sandbox, "id">): ProcessorClock {
  if (!existsSync(`${root}/cpuacct`)) {
    const usage = () => /^usage_usec (\d+)$/m.exec(readFileSync(`${root}/assay/${id}/cpu.stat`, "utf8"));
    return { ms: () => Number(usage()?.[1]) / 1e3, [Symbol.dispose]: () => undefined };
  }
  const group = `${root}/cpuacct/assay-attacks-${id}`;
  mkdirSync(group);
  move(`${root}/cpu/assay/${id}`, group);
  return {
    ms: () => Number(readFileSync(`${group}/cpuacct.usage`, "utf8")) / 1e6,
    [Symbol.dispose]() {
      move(group, `${root}/cpuacct`);
      rmdirSync(group);
    },
  };
}

function move(from: string, to: string): void {
  for (const pid of readFileSync(`${from}/cgroup.procs`, "utf8").trim().split("\n"))
    writeFileSync(`${to}/cgroup.procs`, pid);
}
