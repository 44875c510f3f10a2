import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { MetricKey } from "#core/telemetry.ts";
import { assayMetric } from "#lib/constructs/assay-metric.ts";
import type { JobQueue } from "#lib/constructs/job-queue.ts";
import type { PipelineFunction } from "#lib/constructs/pipeline-function.ts";
import type { PipelineStack } from "#lib/stacks/pipeline.ts";

export interface DashboardProps {
  readonly pipeline: PipelineStack;
  readonly functions: readonly PipelineFunction[];
  readonly alarms: readonly cloudwatch.Alarm[];
  /** Of one host, with its disk. */
  readonly hostHourUsd: number;
}

const { SUM, AVERAGE, MAXIMUM, SAMPLE_COUNT } = cloudwatch.Stats;
/** A row has 24 units. */
const half = 12;
const third = 8;
const quarter = 6;

/** One page for whoever is on duty: is anybody waiting, for what, and what does it cost. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new cloudwatch.Dashboard(this, "Page", {
      dashboardName: "Assay",
      defaultInterval: Duration.hours(12),
      widgets: [
        [
          new cloudwatch.AlarmStatusWidget({
            title: "Alarms",
            alarms: [...props.alarms],
            width: 24,
            height: 3,
          }),
        ],
        [submissions(), outcomes(), cost(props.hostHourUsd)],
        phases.slice(0, 4).map(percentiles),
        phases.slice(4).map(percentiles),
        [oldestMessages(props.pipeline), waiting(props.pipeline), deadLetters(props.pipeline)],
        [slots(), hosts(), disks()],
        [
          ofFunctions(
            "Lambda errors",
            props.functions.map(({ errors }) => errors),
          ),
          ofFunctions(
            "Lambda throttles",
            props.functions.map(({ throttles }) => throttles),
          ),
        ],
      ],
    });
  }
}

function graph(
  title: string,
  width: number,
  left: cloudwatch.IMetric[],
  label?: string,
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({
    title,
    width,
    left,
    leftYAxis: { min: 0, showUnits: false, ...(label && { label }) },
  });
}

const every = (minutes: number) => ({ period: Duration.minutes(minutes) });

function submissions(): cloudwatch.IWidget {
  const sum = { ...every(5), statistic: SUM };
  return graph("Submissions in 5 min", third, [
    assayMetric("submissionsAccepted", { ...sum, label: "accepted" }),
    assayMetric("submissionsRejected", { ...sum, label: "turned away at the door" }),
    assayMetric("uploadsUnroutable", { ...sum, label: "no student named" }),
    assayMetric("submissionsDuplicate", { ...sum, label: "announced again" }),
  ]);
}

function outcomes(): cloudwatch.IWidget {
  const share = (key: MetricKey, label: string) =>
    new cloudwatch.MathExpression({
      expression: `100 * ${key}`,
      usingMetrics: { [key]: assayMetric(key, { statistic: AVERAGE }) },
      label,
      ...every(15),
    });
  return new cloudwatch.GraphWidget({
    title: "Outcomes of jobs",
    width: third,
    stacked: true,
    left: [
      share("jobsGraded", "graded"),
      share("jobsRejected", "rejected: the student's to mend"),
      share("jobsFailed", "failed: the instructor's to mend"),
      share("jobsRetried", "tried again: the platform's fault"),
    ],
    leftYAxis: { min: 0, max: 100, label: "%", showUnits: false },
    right: [assayMetric("jobsGivenUp", { ...every(15), statistic: SUM, label: "given up (right)" })],
    rightYAxis: { min: 0, showUnits: false },
  });
}

/** A host writes one value a minute, so values are minutes of hosts. */
function cost(hostHourUsd: number): cloudwatch.IWidget {
  const per1000 = new cloudwatch.MathExpression({
    expression: `IF(done > 0, 1000 * (minutes / 60) * ${hostHourUsd} / done)`,
    usingMetrics: {
      minutes: assayMetric("slotsTotal", { statistic: SAMPLE_COUNT }),
      done: assayMetric("jobDuration", { statistic: SAMPLE_COUNT }),
    },
    label: "USD of hosts for 1,000 jobs",
    ...every(60),
  });
  return graph("Cost of hosts", third, [per1000], "USD");
}

const phases: readonly (readonly [MetricKey, string])[] = [
  ["queueWait", "Wait in the queue"],
  ["jobDuration", "Whole job"],
  ["fetchTime", "Phase: fetch"],
  ["takeTime", "Phase: take a sandbox"],
  ["injectTime", "Phase: inject"],
  ["setupTime", "Phase: set-up"],
  ["testsTime", "Phase: tests"],
  ["publishTime", "Phase: publish"],
];

function percentiles([key, title]: readonly [MetricKey, string]): cloudwatch.IWidget {
  const of = (percent: number) =>
    assayMetric(key, { ...every(5), statistic: cloudwatch.Stats.percentile(percent), label: `p${percent}` });
  return graph(title, quarter, [of(50), of(95), of(99)], "ms");
}

const queuesOf = ({ grading, regrading, uploads, publications }: PipelineStack) =>
  Object.entries({ grading, regrading, uploads, publications });

function perQueue(
  pipeline: PipelineStack,
  metric: (jobs: JobQueue, label: string) => cloudwatch.IMetric,
): cloudwatch.IMetric[] {
  return queuesOf(pipeline).map(([name, jobs]) => metric(jobs, name));
}

function oldestMessages(pipeline: PipelineStack): cloudwatch.IWidget {
  const ages = perQueue(pipeline, ({ queue }, label) =>
    queue.metricApproximateAgeOfOldestMessage({ ...every(1), statistic: MAXIMUM, label }),
  );
  return graph("Oldest message", third, ages, "s");
}

function waiting(pipeline: PipelineStack): cloudwatch.IWidget {
  const { queue } = pipeline.grading;
  const max = { ...every(1), statistic: MAXIMUM };
  return graph("Messages", third, [
    ...perQueue(pipeline, (jobs, label) =>
      jobs.queue.metricApproximateNumberOfMessagesVisible({ ...max, label }),
    ),
    queue.metricApproximateNumberOfMessagesNotVisible({ ...max, label: "grading, under way" }),
  ]);
}

function deadLetters(pipeline: PipelineStack): cloudwatch.IWidget {
  const visible = perQueue(pipeline, (jobs, label) =>
    jobs.deadLetters.metricApproximateNumberOfMessagesVisible({ ...every(5), statistic: MAXIMUM, label }),
  );
  return graph("Dead letters", third, visible);
}

function slots(): cloudwatch.IWidget {
  const fleet = { ...every(1), statistic: SUM };
  const total = assayMetric("slotsTotal", { ...fleet, label: "all" });
  const busy = assayMetric("slotsBusy", { ...fleet, label: "used" });
  const free = new cloudwatch.MathExpression({
    expression: "total - busy",
    usingMetrics: { total, busy },
    label: "free",
    ...every(1),
  });
  return graph("Slots", third, [busy, free, total]);
}

function hosts(): cloudwatch.IWidget {
  return graph("Hosts", third, [
    assayMetric("hostsDesired", { ...every(1), statistic: MAXIMUM, label: "desired" }),
    assayMetric("hostsRunning", { ...every(1), statistic: MAXIMUM, label: "running" }),
    assayMetric("hostsUnhealthy", { ...every(1), statistic: SUM, label: "unhealthy" }),
  ]);
}

function disks(): cloudwatch.IWidget {
  return graph(
    "Disk, the fullest",
    third,
    [assayMetric("diskUsed", { ...every(5), statistic: MAXIMUM, label: "used" })],
    "%",
  );
}

function ofFunctions(title: string, metrics: readonly cloudwatch.Metric[]): cloudwatch.IWidget {
  return graph(
    title,
    half,
    metrics.map((metric) => metric.with({ ...every(5), statistic: SUM })),
  );
}
