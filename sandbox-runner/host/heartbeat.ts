import { mkdir, statfs } from "node:fs/promises";
import type { Logger } from "pino";
import { eventNames } from "#core/telemetry.ts";
import type { Activity } from "#runner/host/activity.ts";
import { embedMetrics } from "#runner/host/embed-metrics.ts";
import { writeHealth } from "#runner/host/health-file.ts";
import { healthProblems } from "#runner/host/health-problems.ts";

export interface HeartbeatOptions {
  readonly activity: Pick<Activity, "facts">;
  readonly slots: number;
  readonly stateDir: string;
  readonly log: Logger;
  readonly now: () => Date;
  /** @default 10 s */
  readonly beatMs?: number;
}

/** One line a minute: with the number of slots in it, their sum over a minute is the fleet. */
const BEATS_A_LINE = 6;

/**
 * Writes the health file at once and at every beat, and a line with the metrics of this host at every sixth.
 * Both come from the loop that also takes jobs: when that hangs, they stop.
 */
export function startHeartbeat(options: HeartbeatOptions): AsyncDisposable {
  const { activity, slots, stateDir, log, now, beatMs = 10_000 } = options;
  let beats = 0;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void>;
  keepBeating();

  return {
    async [Symbol.asyncDispose]() {
      ended = true;
      clearTimeout(timer);
      await beating;
    },
  };

  function keepBeating() {
    beating = beat().then(() => {
      if (!ended) timer = setTimeout(keepBeating, beatMs);
    });
  }

  async function beat(): Promise<void> {
    const facts = activity.facts();
    const problems = healthProblems(facts);
    try {
      await mkdir(stateDir, { recursive: true });
      await writeHealth(stateDir, { at: now().toISOString(), problems: [...problems] });
    } catch (error) {
      log.warn({ err: error }, "the health of this runner could not be written");
    }
    if (beats++ % BEATS_A_LINE !== 0) return;
    const measured = {
      slotsBusy: facts.busy,
      slotsTotal: slots,
      hostsUnhealthy: problems.length === 0 ? 0 : 1,
      diskUsed: await diskUsed(stateDir),
    };
    log[problems.length === 0 ? "info" : "warn"](
      { event: eventNames.runnerAlive, ...facts, problems, ...embedMetrics(measured, now()) },
      "the runner is alive",
    );
  }
}

/** In percent of what others than root may use, as `df` has it. */
async function diskUsed(directory: string): Promise<number | undefined> {
  try {
    const { blocks, bfree, bavail } = await statfs(directory);
    const used = blocks - bfree;
    return Math.round((1_000 * used) / (used + bavail)) / 10;
  } catch {
    return undefined;
  }
}
