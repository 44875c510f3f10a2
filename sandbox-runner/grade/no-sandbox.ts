import { AssayError } from "#core/errors.ts";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";

/** Of a grading that runs nothing. A test function that uses it has a template that says it needs none. */
export const noSandbox: SandboxPort = {
  run: () => Promise.reject(used("run a command")),
  readFile: () => Promise.reject(used("read a file")),
  ask: () => Promise.reject(used("ask a server")),
};

function used(what: string): AssayError {
  return new AssayError("test_function_threw", { detail: `tried to ${what} without a sandbox` });
}
