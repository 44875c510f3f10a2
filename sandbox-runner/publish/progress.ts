import type { Logger } from "pino";
import type { Progress } from "#core/submission/status.ts";
import {
  readStatusBase,
  type StatusBase,
  type StatusTarget,
  writeRunningStatus,
} from "#runner/publish/status.ts";
import { lostTheRace } from "#runner/storage/storage-error.ts";

/** Writes `status.json` while a grading runs. Disposing it ends that and waits for a write on its way. */
export interface ProgressWriter extends AsyncDisposable {
  /** Never waited for, never throws. Of several within half a second only the last is written. */
  progress(progress: Progress): void;
}

/** Twice a second is as often as anybody who watches can read. */
const INTERVAL_MS = 500;

/**
 * Each write is conditional on the status it was based on, so that a second run of a grading
 * can never turn the terminal status of the first back into `running`.
 */
export function openProgress(target: StatusTarget, log: Logger): ProgressWriter {
  let latest: Progress | undefined;
  let known: StatusBase | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  return {
    progress(progress) {
      latest = progress;
      if (!closed && writing === undefined && timer === undefined) writing = writeLatest();
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      await writing;
    },
  };

  async function writeLatest() {
    const progress = latest;
    latest = undefined;
    try {
      if (progress !== undefined) await write(progress);
    } catch (error) {
      known = undefined;
      if (lostTheRace(error)) latest ??= progress;
      else log.warn({ err: error }, "the progress could not be written");
    }
    writing = undefined;
    if (!closed) timer = setTimeout(wake, INTERVAL_MS);
  }

  async function write(progress: Progress) {
    known ??= await readStatusBase(target);
    if (known.kind === "ended") closed = true;
    if (closed || known.kind === "ended") return;
    const etag = await writeRunningStatus(target, progress, known);
    known = etag === undefined ? undefined : { kind: "version", etag };
  }

  function wake() {
    timer = undefined;
    if (latest !== undefined) writing = writeLatest();
  }
}
