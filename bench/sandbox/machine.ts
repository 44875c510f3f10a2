import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";

export interface Machine {
  readonly processors: string;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly runsc: string;
  /** Of the minute before. */
  readonly load: number;
}

export function describeMachine(runscPath: string): Machine {
  const [first] = cpus();
  const [line = ""] = execFileSync(runscPath, ["--version"], { encoding: "utf8" }).split("\n");
  return {
    processors: `${cpus().length} × ${first?.model ?? "unknown"}`,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    node: process.version,
    runsc: line.replace("runsc version ", ""),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
