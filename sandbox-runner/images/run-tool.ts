import { execFile } from "node:child_process";
import { AssayError } from "#core/errors.ts";

export interface ToolRun {
  /** Looked up in PATH, like the Debian package that has it. */
  readonly program: "skopeo" | "umoci" | "tar";
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Of each file that it writes. */
  readonly fileBytes: number;
  readonly signal: AbortSignal;
}

/** What the program had to say of its failure. */
export class ToolFailed extends Error {
  override readonly name = "ToolFailed";
}

const stdoutBytes = 32 * 1024 * 1024;
/** Of `ulimit -f`, in every shell that is /bin/sh on Debian. */
const blockBytes = 512;
const notFound = 127;

/** Dies with us: nothing may go on writing where the next process begins anew. */
const limitAndExec = 'ulimit -f "$1" && shift && exec setpriv --pdeathsig KILL "$@"';

/**
 * Runs one of the programs that know images, in the environment of the operator, who may have put proxies and
 * credentials there. Resolves with its stdout; rejects with `ToolFailed`, or with `sandbox_unavailable` where it is
 * not installed.
 */
export function runTool({ program, args, timeoutMs, fileBytes, signal }: ToolRun): Promise<Buffer> {
  const blocks = String(Math.ceil(fileBytes / blockBytes));
  const limited = ["-c", limitAndExec, "sh", blocks, program, ...args];
  const options = {
    encoding: "buffer",
    maxBuffer: stdoutBytes,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    signal,
  } as const;
  return new Promise((resolve, reject) => {
    execFile("/bin/sh", limited, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (signal.aborted) reject(signal.reason);
      else if (error.code === notFound) reject(notInstalled(program));
      else reject(new ToolFailed(`${program}: ${lastWords(stderr, error)}`, { cause: error }));
    });
  });
}

function notInstalled(program: string): AssayError {
  const detail = `${program} is not installed, and images need it: apt-get install -y ${program}`;
  return new AssayError("sandbox_unavailable", { detail });
}

function lastWords(stderr: Buffer, error: { readonly killed?: boolean; readonly code?: unknown }): string {
  if (error.killed === true) return "it took too long";
  const text = stderr.toString("utf8").trim();
  // skopeo and umoci write their last words as a line of a log.
  const message = /msg="((?:[^"\\]|\\.)*)"[^"]*$/.exec(text)?.[1]?.replaceAll(/\\(.)/g, "$1");
  return (message ?? text) || `it ended with ${String(error.code)}`;
}
