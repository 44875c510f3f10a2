import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { assayMetric } from "#lib/constructs/assay-metric.ts";
import type { PipelineFunction } from "#lib/constructs/pipeline-function.ts";
import type { PipelineStack } from "#lib/stacks/pipeline.ts";

export interface AlarmsProps {
  readonly pipeline: PipelineStack;
  /** All Lambdas, that of the fleet too. */
  readonly functions: readonly PipelineFunction[];
  readonly topic: sns.ITopic;
}

interface AlarmFacts {
  /** Also the anchor of its runbook in docs/operations.md. */
  readonly name: string;
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** The number of periods of the metric that must be over the threshold, one after another. */
  readonly periods: number;
  /** @default what is missing is well */
  readonly missing?: cloudwatch.TreatMissingData;
}

/** More than this waits for nothing: a default grading may take ten minutes, a first host three. */
const LATE_SECONDS = 15 * 60;
const FEW_JOBS = 20;
const FAILING_PERCENT = 10;
const DISK_PERCENT = 90;
const FAILED_RUNS = 3;

/** Each is about something that a student would notice, or will; and says where its runbook is. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { pipeline, functions, topic }: AlarmsProps) {
    super(scope, id);
    const facts = [...ofQueues(pipeline), ...ofJobs(), ...ofHosts(pipeline), ofFunctions(functions)];
    this.all = facts.map((each) => this.#addAlarm(each, topic));
  }

  #addAlarm({ name, meaning, metric, threshold, periods, missing }: AlarmFacts, topic: sns.ITopic) {
    const alarm = new cloudwatch.Alarm(this, name, {
      alarmName: `assay-${name}`,
      alarmDescription: `${meaning}. What to do: docs/operations.md#${name}`,
      metric,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  }
}

const minutes = (count: number) => ({ period: Duration.minutes(count) });

function ofQueues({ grading, regrading, uploads, publications }: PipelineStack): readonly AlarmFacts[] {
  const waiting = { ...minutes(5), statistic: cloudwatch.Stats.MAXIMUM };
  return [
    {
      name: "gradings-late",
      meaning: "A submission has had no result for a quarter of an hour",
      metric: grading.queue.metricApproximateAgeOfOldestMessage({ ...minutes(1), statistic: "Maximum" }),
      threshold: LATE_SECONDS,
      periods: 3,
    },
    {
      name: "uploads-dead",
      meaning: "Uploads were not accepted, and nobody has been told",
      metric: uploads.deadLetters.metricApproximateNumberOfMessagesVisible(waiting),
      threshold: 0,
      periods: 1,
    },
    {
      name: "publications-dead",
      meaning: "Assignments were neither published nor found to be wrong",
      metric: publications.deadLetters.metricApproximateNumberOfMessagesVisible(waiting),
      threshold: 0,
      periods: 1,
    },
    {
      name: "jobs-unclosed",
      meaning: "Jobs that were given up have no result, so students wait for ever",
      metric: new cloudwatch.MathExpression({
        expression: "grading + regrading",
        usingMetrics: {
          grading: grading.deadLetters.metricApproximateNumberOfMessagesVisible(waiting),
          regrading: regrading.deadLetters.metricApproximateNumberOfMessagesVisible(waiting),
        },
        ...minutes(5),
      }),
      threshold: 0,
      periods: 3,
    },
  ];
}

function ofJobs(): readonly AlarmFacts[] {
  return [
    {
      name: "jobs-given-up",
      meaning: "A submission failed by the platform's fault, after every try",
      metric: assayMetric("jobsGivenUp", { ...minutes(5), statistic: cloudwatch.Stats.SUM }),
      threshold: 0,
      periods: 1,
    },
    {
      name: "jobs-failing",
      meaning: "Every tenth job fails or is tried again, by an assignment's or the platform's fault",
      metric: new cloudwatch.MathExpression({
        expression: `IF(jobs >= ${FEW_JOBS}, 100 * (failed + retried), 0)`,
        usingMetrics: {
          jobs: assayMetric("jobsFailed", { statistic: cloudwatch.Stats.SAMPLE_COUNT }),
          failed: assayMetric("jobsFailed", { statistic: cloudwatch.Stats.AVERAGE }),
          retried: assayMetric("jobsRetried", { statistic: cloudwatch.Stats.AVERAGE }),
        },
        ...minutes(15),
      }),
      threshold: FAILING_PERCENT,
      periods: 1,
    },
  ];
}

function ofHosts({ grading }: PipelineStack): readonly AlarmFacts[] {
  return [
    {
      name: "hosts-missing",
      meaning: "Submissions wait, and no runner runs",
      metric: new cloudwatch.MathExpression({
        expression: "IF(waiting > 0 AND running < 1, 1, 0)",
        usingMetrics: {
          waiting: grading.queue.metricApproximateNumberOfMessagesVisible({ statistic: "Minimum" }),
          running: assayMetric("hostsRunning", { statistic: cloudwatch.Stats.MAXIMUM }),
        },
        ...minutes(5),
      }),
      threshold: 0,
      periods: 2,
    },
    {
      name: "hosts-unhealthy",
      meaning: "Hosts find themselves unhealthy, and ECS has not replaced them",
      metric: assayMetric("hostsUnhealthy", { ...minutes(5), statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: 0,
      periods: 3,
    },
    {
      name: "hosts-disk-full",
      meaning: "The disk of a host is almost full",
      metric: assayMetric("diskUsed", { ...minutes(5), statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: DISK_PERCENT,
      periods: 3,
    },
    {
      name: "planner-silent",
      meaning: "Nobody decides how many hosts there are: plan-capacity does not run, or fails each time",
      metric: new cloudwatch.MathExpression({
        expression: "IF(runs > 0, 0, 1)",
        usingMetrics: { runs: assayMetric("hostsDesired", { statistic: cloudwatch.Stats.SAMPLE_COUNT }) },
        ...minutes(5),
      }),
      threshold: 0,
      periods: 2,
      missing: cloudwatch.TreatMissingData.BREACHING,
    },
  ];
}

/** A batch of which some messages fail is no error of its function; those end in the dead letters. */
function ofFunctions(functions: readonly PipelineFunction[]): AlarmFacts {
  const usingMetrics = Object.fromEntries(
    functions.flatMap(({ errors, throttles }, index) => [
      [`errors${index}`, errors],
      [`throttles${index}`, throttles],
    ]),
  );
  return {
    name: "functions-failing",
    meaning: "Lambdas end with an error or are throttled",
    metric: new cloudwatch.MathExpression({ expression: "SUM(METRICS())", usingMetrics, ...minutes(15) }),
    threshold: FAILED_RUNS,
    periods: 1,
  };
}
