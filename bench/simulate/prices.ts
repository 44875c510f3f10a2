/**
 * List prices in US dollars of us-east-1 (N. Virginia), Linux, before free tiers and taxes, as of November 2026, by what
 * is commonly known of them. The page beside each is where it can be looked up, and should be before a bill depends on it.
 */
export const prices = {
  /** https://aws.amazon.com/ec2/pricing/on-demand/ : c6a.xlarge, 4 vCPU, 8 GiB. */
  hostHour: 0.153,
  /** Spot prices float; half of on-demand is what AWS's own examples show, and often more is saved. */
  spotDiscount: 0.5,
  /** https://aws.amazon.com/ebs/pricing/ : gp3, per GB-month. */
  volumeGbMonth: 0.08,
  /** https://aws.amazon.com/vpc/pricing/ : a public IPv4 address in use, an hour. */
  publicAddressHour: 0.005,
  /** https://aws.amazon.com/privatelink/pricing/ : an interface endpoint in one zone, an hour. */
  endpointHour: 0.01,
  /** https://aws.amazon.com/s3/pricing/ : S3 Standard. PUT, COPY, POST and LIST; GET and all other; GB-month. */
  s3Write: 0.005 / 1_000,
  s3Read: 0.0004 / 1_000,
  s3GbMonth: 0.023,
  /** https://aws.amazon.com/sqs/pricing/ : standard queue, and what fair queues cost on top. */
  sqsRequest: 0.4 / 1e6,
  sqsFairRequest: 0.1 / 1e6,
  /** https://aws.amazon.com/eventbridge/pricing/ : of S3, which a bucket opts into. */
  eventBridgeEvent: 1 / 1e6,
  /** https://aws.amazon.com/lambda/pricing/ : arm64. */
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.0000133334,
  /** https://aws.amazon.com/cloudwatch/pricing/ : log ingestion, a metric in GetMetricData, a custom metric, an alarm, a dashboard. */
  logGb: 0.5,
  metricRead: 0.01 / 1_000,
  metricMonth: 0.3,
  alarmMonth: 0.1,
  dashboardMonth: 3,
} as const;

export const HOURS_A_MONTH = 730;
