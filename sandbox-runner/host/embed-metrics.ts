import { METRIC_NAMESPACE, type MetricKey, metrics } from "#core/telemetry.ts";

/** Values of metrics; what is undefined was not measured. */
export type MetricValues = Readonly<Partial<Record<MetricKey, number | undefined>>>;

/**
 * Fields of a log line that CloudWatch Logs turns into metrics, so that a line and its metrics are sent and paid once.
 * There is one set of dimensions, and it is empty: every other field of the line can be searched for,
 * and none of them makes a metric of its own.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embedMetrics(values: MetricValues, now: Date): Readonly<Record<string, unknown>> {
  const measured = Object.entries(values).flatMap(([key, value]) =>
    isMetric(key) && value !== undefined ? [{ ...metrics[key], value }] : [],
  );
  if (measured.length === 0) return {};
  return {
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[]],
          Metrics: measured.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...Object.fromEntries(measured.map(({ name, value }) => [name, value])),
  };
}

function isMetric(key: string): key is MetricKey {
  return Object.hasOwn(metrics, key);
}
