import type { Command } from "#core/assignment/assignment.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";

/**
 * Runs an instructor's checker in a sandbox of its own, with the limits of a command: it has all assets of the
 * assignment, also those that no student sees, and the files that are handed to it; nothing of a student runs or ever
 * ran there.
 * Rejects as a `SandboxPort` does, with `sandbox_unavailable`, and with `release_unusable` when all runs of a grading
 * take longer than its programs may.
 */
export interface CheckerPort {
  run(request: CheckerRequest): Promise<CommandOutcome>;
}

export interface CheckerRequest {
  readonly command: Command;
  /** Put into `/app`, where the checker runs. */
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
}
