import { capacityDefaults, submissionLimits } from "#core/limits.ts";
import type { CapacitySettings } from "#core/capacity/settings.ts";
import { costsOf } from "./costs.ts";
import { type Playback, play, type World } from "./play.ts";
import type { Scaler } from "./scalers.ts";
import type { Trace } from "./traces.ts";

/** The defaults, and hosts as the fleet gets them. */
export const defaultWorld: World = {
  slotsPerHost: capacityDefaults.slotsPerHost,
  hostStartMs: [60_000, 180_000],
  // An empty host is ended by the next run of plan-capacity.
  lingerMs: 90_000,
  maxInFlight: submissionLimits.maxInFlight,
  fairQueue: true,
  countsLateMs: 0,
  keptForGrading: 0,
  seed: 0,
};

export const DEFAULT_SPOT_SHARE = 0.75;
/** Start times are drawn anew for each. */
const SEEDS = [1, 2, 3];

/** Means over several draws of the start times. */
export interface Row {
  readonly trace: string;
  readonly scaler: string;
  readonly submissions: number;
  readonly turnedAway: number;
  readonly p50WaitS: number;
  readonly p95WaitS: number;
  readonly p99WaitS: number;
  readonly doneAfterMinutes: number;
  readonly hostHours: number;
  readonly peakHosts: number;
  readonly usdPer1000: number;
}

export function simulate(
  trace: Trace,
  scaler: Scaler,
  options: {
    readonly world?: Partial<World>;
    readonly spotShare?: number;
    readonly priceFactor?: number;
  } = {},
): Row {
  const world = { ...defaultWorld, ...options.world };
  const { spotShare = DEFAULT_SPOT_SHARE, priceFactor = 1 } = options;
  const runs = SEEDS.map((seed) => play(trace, scaler, { ...world, seed }));
  const mean = (of: (run: Playback) => number) =>
    rounded(runs.reduce((sum, run) => sum + of(run), 0) / runs.length);
  return {
    trace: trace.name,
    scaler: scaler.name,
    submissions: mean(({ graded }) => graded),
    turnedAway: mean((run) => run.turnedAway),
    p50WaitS: mean(({ waitsMs }) => percentile(waitsMs, 0.5) / 1_000),
    p95WaitS: mean(({ waitsMs }) => percentile(waitsMs, 0.95) / 1_000),
    p99WaitS: mean(({ waitsMs }) => percentile(waitsMs, 0.99) / 1_000),
    doneAfterMinutes: mean(({ doneAtMs }) => doneAtMs / 60_000),
    hostHours: mean(({ hostMs }) => hostMs / 3_600_000),
    peakHosts: mean(({ minutes }) => Math.max(...minutes.map(({ hosts }) => hosts))),
    usdPer1000: mean(
      ({ graded, hostMs }) => costsOf({ submissions: graded, hostMs, spotShare, priceFactor }).per1000Usd,
    ),
  };
}

/** Nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** As the tables show it, so that no machine's last bit is seen. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

export function settingsWith(changes: Partial<CapacitySettings>): CapacitySettings {
  return { ...capacityDefaults, ...changes };
}
