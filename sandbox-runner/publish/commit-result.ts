import type { GradingResult } from "#core/grading/result.ts";
import { fitResult } from "#runner/publish/fit-result.ts";
import { readCommitted, writeReports, writeResult } from "#runner/publish/result-store.ts";
import { type StatusTarget, writeTerminalStatus } from "#runner/publish/status.ts";
import { storageUnavailable } from "#runner/storage/storage-error.ts";

/** The result that the grading has now, ours or the one that another run committed first. */
export interface Upload {
  readonly kind: "committed" | "duplicate";
  readonly result: GradingResult;
}

/**
 * Reports, then `result.json`. Writing the result is the commit, and the first wins: when another run of
 * this grading was faster, ours is dropped and the reports are made to fit the result that there is.
 * Nothing is committed once the signal is aborted; once it is committed, the signal no longer matters.
 */
export async function commitResult(
  result: GradingResult,
  target: StatusTarget,
  signal: AbortSignal,
): Promise<Upload> {
  const { store, ref } = target;
  const fitting = fitResult(result);
  signal.throwIfAborted();
  await writeReports(store, ref, fitting);
  signal.throwIfAborted();
  if (await writeResult(store, ref, fitting)) return { kind: "committed", result: fitting };
  const committed = await winner(target);
  await writeReports(store, ref, committed);
  return { kind: "duplicate", result: committed };
}

/**
 * For a grading that has its result already. The run that committed it may have died before its status,
 * and one that came second may have left its own reports: both are written again from the result.
 */
export async function settleDuplicate(result: GradingResult, target: StatusTarget): Promise<Upload> {
  await writeReports(target.store, target.ref, result);
  await writeTerminalStatus(target, result);
  return { kind: "duplicate", result };
}

async function winner({ store, ref }: StatusTarget): Promise<GradingResult> {
  const committed = await readCommitted(store, ref);
  if (committed === undefined)
    throw storageUnavailable("result.json exists but could not be found", undefined);
  return committed;
}
