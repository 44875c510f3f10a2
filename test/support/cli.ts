import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const program = join(import.meta.dirname, "../../assay");

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `assay` of this clone, as a user starts it, with a state folder of its own. */
export interface Cli {
  run(...args: readonly string[]): Promise<CliRun>;
  /** Starts it and lets the test interfere: resolves as soon as its standard error says so much. */
  startUntil(said: string, ...args: readonly string[]): Promise<StartedCli>;
}

export interface StartedCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliRun>;
}

export function cliWithHome(home: string, env: Readonly<Record<string, string>> = {}): Cli {
  const start = (args: readonly string[]) => {
    const child = spawn(program, args, {
      cwd: join(program, ".."),
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", USER: "ada", ASSAY_HOME: home, ...env },
    });
    return { child, ended: outcome(child) };
  };
  return {
    run: (...args) => start(args).ended,
    startUntil: async (said, ...args) => {
      const started = start(args);
      let heard = "";
      for await (const chunk of started.child.stderr.iterator({ destroyOnReturn: false })) {
        heard += String(chunk);
        if (heard.includes(said)) return started;
      }
      throw new Error(`it ended without saying '${said}': ${heard}`);
    },
  };
}

async function outcome(child: ChildProcess): Promise<CliRun> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the streams of the program are not piped");
  let errors = "";
  stderr.on("data", (chunk) => (errors += String(chunk)));
  const [printed] = await Promise.all([text(stdout), once(child, "close")]);
  return { exitCode: child.exitCode, stdout: printed, stderr: errors };
}

/** Every process that knows of a folder: by its environment or by its command line. */
export function processesNaming(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) =>
      [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`].some((file) => read(file).includes(folder)),
    )
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
