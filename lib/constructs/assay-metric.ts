import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { METRIC_NAMESPACE, type MetricKey, metrics } from "#core/telemetry.ts";

/** One of our own metrics, with the dimension that it is emitted with. */
export function assayMetric(key: MetricKey, options: cloudwatch.MetricOptions): cloudwatch.Metric {
  const { name, from } = metrics[key];
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    ...(from !== "runner" && { dimensionsMap: { service: from } }),
    ...options,
  });
}
