import { addAbortListener } from "node:events";
import type { CommandLimits } from "#core/assignment/assignment.ts";
import { AssayError, toAssayError } from "#core/errors.ts";
import type { CheckerPort } from "#core/grading/checker-port.ts";
import { type TimeBudget, TimeOver, withinBudget } from "#runner/grade/time-budget.ts";
import { type AssetSource, handAssets } from "#runner/prepare/asset-source.ts";
import { submissionTar } from "#runner/prepare/submission-tar.ts";
import { sandboxUser } from "#runner/sandbox/sandbox-user.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";

export interface CheckerOptions {
  readonly pool: SandboxPool;
  /** The one in which the submission runs. */
  readonly image: string | undefined;
  /** All assets, also those that students do not see. */
  readonly bundle: AssetSource | null;
  readonly limits: CommandLimits;
  /** Of its own: what a student's programs have used up must not end an instructor's, nor the other way round. */
  readonly budget: TimeBudget;
  readonly signal: AbortSignal;
}

const noInput = new Uint8Array();

/** A sandbox for every run, so that what one student's output does to a checker ends with it. */
export function openChecker(options: CheckerOptions): CheckerPort {
  const { pool, image, bundle, limits, budget, signal } = options;
  return {
    async run({ command, files }) {
      signal.throwIfAborted();
      const handed = await submissionTar(
        files.map((file) => ({ ...file, executable: false })),
        sandboxUser.uid,
      );
      const injectedBytes = handed.sizeBytes + (bundle?.tar.sizeBytes ?? 0);
      await using sandbox = await pool.take(
        {
          injectedBytes,
          memoryBytes: limits.memoryBytes,
          beside: true,
          ...(image !== undefined && { image }),
        },
        signal,
      );
      using _ = addAbortListener(signal, () => sandbox.kill(toAssayError(signal.reason)));
      await handAssets(sandbox, bundle);
      await sandbox.inject("/app", handed);
      try {
        return await withinBudget(sandbox, budget).run({ command, stdin: noInput, limits });
      } catch (error) {
        throw error instanceof TimeOver ? tooSlow(budget) : error;
      }
    },
  };
}

function tooSlow({ limitMs }: TimeBudget): AssayError {
  const detail = `the checkers of one grading took more than ${limitMs / 1000} s together (limits.grading.wall)`;
  return new AssayError("release_unusable", { detail });
}
