import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { METRIC_NAMESPACE, metricNames } from "#core/telemetry.ts";

export interface JobMeasures {
  /** Of the last hours. Undefined while there were too few jobs to say. */
  readonly meanJobMs: number | undefined;
  /** Undefined when CloudWatch has not heard of the queue lately. */
  readonly oldestAgeMs: number | undefined;
}

const JOBS_WINDOW_MS = 3 * 3_600_000;
const ENOUGH_JOBS = 20;
/** The metrics of SQS come once a minute, and some minutes late. */
const AGE_WINDOW_MS = 5 * 60_000;

/** How long jobs take, by what runners report, and how old the oldest message of the grading queue is. */
export async function measureJobs(
  cloudWatch: CloudWatchClient,
  options: { readonly queueUrl: string; readonly now: Date },
): Promise<JobMeasures> {
  const { now, queueUrl } = options;
  const jobs = { Namespace: METRIC_NAMESPACE, MetricName: metricNames.jobDuration };
  const age = {
    Namespace: "AWS/SQS",
    MetricName: "ApproximateAgeOfOldestMessage",
    Dimensions: [{ Name: "QueueName", Value: queueUrl.slice(queueUrl.lastIndexOf("/") + 1) }],
  };
  const queries: MetricDataQuery[] = [
    { Id: "total", MetricStat: { Metric: jobs, Stat: "Sum", Period: 3_600 } },
    { Id: "count", MetricStat: { Metric: jobs, Stat: "SampleCount", Period: 3_600 } },
    { Id: "age", MetricStat: { Metric: age, Stat: "Maximum", Period: 60 } },
  ];
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - JOBS_WINDOW_MS),
      EndTime: now,
      ScanBy: "TimestampDescending",
      MetricDataQueries: queries,
    }),
  );
  const resultOf = (id: string) => MetricDataResults.find(({ Id }) => Id === id);
  const sumOf = (id: string) => (resultOf(id)?.Values ?? []).reduce((sum, value) => sum + value, 0);
  const count = sumOf("count");
  const latest = resultOf("age");
  const heardAt = latest?.Timestamps?.[0]?.getTime() ?? 0;
  const ageSeconds = latest?.Values?.[0];
  return {
    meanJobMs: count < ENOUGH_JOBS ? undefined : sumOf("total") / count,
    oldestAgeMs:
      ageSeconds === undefined || heardAt < now.getTime() - AGE_WINDOW_MS ? undefined : ageSeconds * 1_000,
  };
}
