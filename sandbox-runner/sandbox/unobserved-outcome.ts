import type { CommandOutcome } from "#core/grading/sandbox-port.ts";

const maxStrings = 4_000;
/** Below the largest frame that init takes. */
const maxBytes = 20 * 1024 * 1024;

/** Why init cannot even be asked to start it, as execve(2) would say it; null when it can. */
export function unstartable(argv: readonly string[], stdin: Uint8Array): string | null {
  if (argv.some((argument) => argument.includes("\0"))) return "EINVAL: an argument contains a NUL byte";
  const bytes = argv.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, stdin.length);
  if (argv.length > maxStrings || bytes > maxBytes) return "E2BIG: argument list or input too long";
  return null;
}

export function notStarted(startError: string): CommandOutcome {
  return { ...unobserved, startError };
}

/** It took so much memory that the kernel killed the sandbox itself, and init with what it knew. */
export function killedWithSandbox(wallMs: number): CommandOutcome {
  return { ...unobserved, signal: "SIGKILL", outOfMemory: true, wallMs };
}

const silent = { text: "", bytes: 0, truncated: false };
const unobserved: CommandOutcome = {
  exitCode: null,
  signal: null,
  timedOut: null,
  outOfMemory: false,
  startError: null,
  stdout: silent,
  stderr: silent,
  wallMs: 0,
  cpuMs: 0,
  maxRssBytes: 0,
};
