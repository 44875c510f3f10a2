import { join } from "node:path";

/** Where a local stack keeps its state: `.assay/` of the repository unless `ASSAY_HOME` says otherwise. */
export interface Home {
  readonly dir: string;
  readonly sessionFile: string;
  readonly lockFile: string;
  readonly emulatorDir: string;
  readonly emulatorLog: string;
  readonly deployDir: string;
  /** The runner's state: bundle cache, unpacked root file systems, sandboxes that run. */
  readonly runnerDir: string;
  readonly runnerLog: string;
  /** Of sandboxes that `assay grade` runs without a runner; several may at once. */
  readonly sandboxDir: string;
  /** Unpacked images of `assay grade` and its like. */
  readonly imagesDir: string;
}

export function homeAt(dir: string): Home {
  return {
    dir,
    sessionFile: join(dir, "session.json"),
    lockFile: join(dir, "up.lock"),
    emulatorDir: join(dir, "ministack"),
    emulatorLog: join(dir, "ministack.log"),
    deployDir: join(dir, "deploy"),
    runnerDir: join(dir, "runner"),
    runnerLog: join(dir, "runner.log"),
    sandboxDir: join(dir, "sandboxes"),
    imagesDir: join(dir, "images"),
  };
}
