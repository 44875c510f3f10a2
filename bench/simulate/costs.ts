import { metrics } from "#core/telemetry.ts";
import { HOURS_A_MONTH, prices } from "./prices.ts";

/** What one submission asks of each service from its upload to its report; counted in the code, rounded up. */
export const perSubmission = {
  /** The upload, received, in-flight slot, attempt and its listing, queued, eight of progress, three of the result, terminal. */
  s3Writes: 18,
  /** Head, current release, slots, status, submission, release, bundle; and a student who watches for 15 s. */
  s3Reads: 30,
  /** An upload of 10 kB, reports and result of 100 kB, kept for six months. */
  s3GbMonths: (110e3 / 1e9) * 6,
  /** Uploads: sent, received, deleted. Grading: sent, received, deleted, extended once, and empty polls. */
  sqsRequests: 10,
  events: 1,
  lambdaGbSeconds: 0.5 * 0.4,
  logBytes: 4_000,
} as const;

const hostVolumeGb = 30;

export interface Usage {
  readonly submissions: number;
  readonly hostMs: number;
  /** The share of hosts that are Spot. */
  readonly spotShare: number;
  /** Of a host, to that of `prices.ts`. */
  readonly priceFactor: number;
}

export interface Costs {
  readonly hostsUsd: number;
  readonly requestsUsd: number;
  readonly per1000Usd: number;
}

/** Everything that the submissions of a trace cause. What stands there anyway is `standingUsdPerMonth`. */
export function costsOf({ submissions, hostMs, spotShare, priceFactor }: Usage): Costs {
  const hostHour =
    priceFactor * prices.hostHour * (1 - spotShare * prices.spotDiscount) +
    prices.publicAddressHour +
    (hostVolumeGb * prices.volumeGbMonth) / HOURS_A_MONTH;
  const hostsUsd = (hostMs / 3_600_000) * hostHour;
  const requestsUsd = submissions * submissionUsd();
  return { hostsUsd, requestsUsd, per1000Usd: ((hostsUsd + requestsUsd) / submissions) * 1_000 };
}

function submissionUsd(): number {
  return (
    perSubmission.s3Writes * prices.s3Write +
    perSubmission.s3Reads * prices.s3Read +
    perSubmission.s3GbMonths * prices.s3GbMonth +
    perSubmission.sqsRequests * (prices.sqsRequest + prices.sqsFairRequest) +
    perSubmission.events * prices.eventBridgeEvent +
    prices.lambdaRequest +
    perSubmission.lambdaGbSeconds * prices.lambdaGbSecond +
    (perSubmission.logBytes / 1e9) * prices.logGb
  );
}

const planningsAMonth = HOURS_A_MONTH * 60;
/** Lambda polls each queue five times at once, with a wait of 20 s. */
const emptyPollsAMonth = 5 * (HOURS_A_MONTH * 3_600) * (1 / 20);
const polledQueues = 4;
/** An alarm is paid for each metric that it looks at; counted in lib/constructs/alarms.ts. */
const alarmMetrics = 22;

/** What is paid while nobody submits anything, and no host runs. */
export function standingUsdPerMonth(): Readonly<Record<string, number>> {
  return {
    "plan-capacity, every minute":
      planningsAMonth * (prices.lambdaRequest + 0.25 * 0.5 * prices.lambdaGbSecond + 2 * prices.sqsRequest) +
      planningsAMonth * (prices.s3Write + 2 * prices.s3Read),
    "Lambda's polls of the queues": polledQueues * emptyPollsAMonth * prices.sqsRequest,
    "metrics, alarms, a dashboard":
      Object.keys(metrics).length * prices.metricMonth +
      alarmMetrics * prices.alarmMonth +
      prices.dashboardMonth,
  };
}

/** For a network without public addresses: ecs, ecs-agent, ecs-telemetry, ecr.api, ecr.dkr, sqs, logs in two zones. */
export function endpointsUsdPerMonth(): number {
  return 7 * 2 * prices.endpointHour * HOURS_A_MONTH;
}
