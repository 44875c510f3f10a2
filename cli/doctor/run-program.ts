import { execFile } from "node:child_process";

export interface ProgramRun {
  readonly succeeded: boolean;
  readonly stdout: string;
  /** Why it did not succeed: the time limit, the first line it complained with, or its exit code. */
  readonly problem: string;
}

const OUTPUT_LIMIT_BYTES = 64 * 1024;

/** Runs a program that may not exist, may fail and may hang; standard input is at its end at once. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs: number },
): Promise<ProgramRun> {
  const { promise, resolve } = Promise.withResolvers<ProgramRun>();
  const limits = {
    timeout: options.timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: OUTPUT_LIMIT_BYTES,
  } as const;
  const child = execFile(program, args, limits, (error, stdout, stderr) => {
    const problem =
      error === null
        ? ""
        : error.killed === true
          ? `no answer within ${options.timeoutMs / 1000} s`
          : (firstLine(stderr) ?? error.message);
    resolve({ succeeded: error === null, stdout, problem });
  });
  child.stdin?.end();
  return promise;
}

function firstLine(text: string): string | undefined {
  return text
    .split("\n")
    .find((line) => line.trim() !== "")
    ?.trim()
    .slice(0, 300);
}
