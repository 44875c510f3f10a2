import { readFileSync } from "node:fs";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { METRIC_NAMESPACE, metrics } from "#core/telemetry.ts";
import { resourceTypes, synthesiseStacks } from "#test/support/stacks.ts";

const { observability: template } = synthesiseStacks();
const { observability: withEmail } = synthesiseStacks({ alarmEmail: "ops@example.org", hostHourUsd: "0.5" });

const Metric = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.object({ Ref: z.string() })),
  TreatMissingData: z.string(),
  Threshold: z.number(),
  Metrics: z.array(z.object({ MetricStat: z.object({ Metric }).optional() })).default([]),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: Metric.shape.Dimensions,
});
const alarms = resources(template, "AWS::CloudWatch::Alarm", Alarm);

describe("the alarms", () => {
  it("are about what students notice, and few", () => {
    expect(alarms.map(({ AlarmName }) => AlarmName.replace("assay-", "")).sort()).toEqual([
      "functions-failing",
      "gradings-late",
      "hosts-disk-full",
      "hosts-missing",
      "hosts-unhealthy",
      "jobs-failing",
      "jobs-given-up",
      "jobs-unclosed",
      "planner-silent",
      "publications-dead",
      "uploads-dead",
    ]);
  });

  it("each have a runbook, and each runbook has an alarm or says that it has none", () => {
    const anchors = alarms.map(
      ({ AlarmDescription }) =>
        /docs\/operations\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1] ?? AlarmDescription,
    );
    const runbooks = runbooksOf(readFileSync("docs/operations.md", "utf8"));
    const withoutAlarm = runbooks.filter(({ text }) => text.includes("No alarm")).map(({ anchor }) => anchor);

    expect(runbooks.map(({ anchor }) => anchor).sort()).toEqual([...anchors, ...withoutAlarm].sort());
    for (const { text } of runbooks) expect(text).toMatch(/\*\*Look at\*\*[^]*\*\*Do\*\*/);
  });

  it("all go to the topic", () => {
    const [topic] = Object.keys(template.findResources("AWS::SNS::Topic"));

    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: topic }]);
  });

  it("look at no more metrics than the reckoning of costs has", () => {
    expect(alarms.flatMap(metricsOf)).toHaveLength(22);
  });

  it("take silence for well, but that of the planner", () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === "breaching");

    expect(breaching.map(({ AlarmName }) => AlarmName)).toEqual(["assay-planner-silent"]);
  });

  it("look at metrics that somebody emits, with the dimensions that they are emitted with", () => {
    const own = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);

    expect(own.length).toBeGreaterThan(5);
    for (const { MetricName, Dimensions } of own) expectKnown(MetricName, Dimensions);
  });
});

describe("the topic", () => {
  it("takes messages over TLS only, and those of this account's alarms", () => {
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
          Match.objectLike({
            Effect: "Allow",
            Action: "sns:Publish",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          }),
        ],
      },
    });
  });

  it("writes to nobody, or to who is named", () => {
    template.resourceCountIs("AWS::SNS::Subscription", 0);
    withEmail.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "ops@example.org",
    });
  });
});

describe("the dashboard", () => {
  const widgets = dashboardOf(template);
  const titled = (title: string) => widgets.find(({ properties }) => properties.title === title)?.properties;

  it("shows what there is to know", () => {
    expect(widgets.map(({ properties }) => properties.title)).toEqual([
      "Alarms",
      "Submissions in 5 min",
      "Outcomes of jobs",
      "Cost of hosts",
      "Wait in the queue",
      "Whole job",
      "Phase: fetch",
      "Phase: take a sandbox",
      "Phase: inject",
      "Phase: set-up",
      "Phase: tests",
      "Phase: publish",
      "Oldest message",
      "Messages",
      "Dead letters",
      "Slots",
      "Hosts",
      "Disk, the fullest",
      "Lambda errors",
      "Lambda throttles",
    ]);
  });

  it("has the median and the slow ends of each phase", () => {
    for (const { properties } of widgets.filter(({ properties }) => properties.title.startsWith("Phase: "))) {
      expect(properties.metrics.map((metric) => Options.parse(metric.at(-1)).stat)).toEqual([
        "p50",
        "p95",
        "p99",
      ]);
    }
  });

  it("asks for metrics that somebody emits, with the dimensions that they are emitted with", () => {
    const own = widgets.flatMap(({ properties }) =>
      properties.metrics.filter(([namespace]) => namespace === METRIC_NAMESPACE),
    );

    expect(own.length).toBeGreaterThan(20);
    for (const [, name, ...rest] of own) {
      const [dimension, value] = rest.length > 1 ? rest : [];
      expectKnown(z.string().parse(name), dimension === undefined ? [] : [{ Name: dimension, Value: value }]);
    }
  });

  it("reckons with the price of a host that was set", () => {
    const cost = dashboardOf(withEmail).find(({ properties }) => properties.title === "Cost of hosts");

    expect(JSON.stringify(cost)).toContain("(minutes / 60) * 0.5 / done");
  });

  it("counts the slots of the whole fleet", () => {
    const stats = titled("Slots")?.metrics.map((metric) => Options.parse(metric.at(-1)).stat);

    expect(stats).toEqual(["Sum", undefined, "Sum"]);
  });
});

describe("the saved queries", () => {
  const Query = z.object({ Name: z.string(), QueryString: z.string(), LogGroupNames: z.array(z.unknown()) });
  const queries = resources(template, "AWS::Logs::QueryDefinition", Query);

  it("find everything of one correlation id in the logs of every Lambda and of the runners, in order of time", () => {
    const query = queries.find(({ Name }) => Name === "Assay/everything of one correlation id");

    expect(query?.LogGroupNames).toHaveLength(5);
    expect(query?.QueryString).toContain("| filter correlationId = ");
    expect(query?.QueryString).toContain("| sort @timestamp asc");
  });

  it("are three", () => {
    expect(queries).toHaveLength(3);
  });
});

it("is made of nothing that has to be run", () => {
  expect(resourceTypes(template)).toEqual([
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Logs::QueryDefinition",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
  ]);
});

const Options = z.object({ stat: z.string().optional() });
const Widget = z.object({
  properties: z.object({
    title: z.string(),
    metrics: z.array(z.array(z.unknown())).default([]),
  }),
});
const Dashboard = z.object({
  DashboardBody: z.object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.unknown())]) }),
});

function dashboardOf(of: Template) {
  const [dashboard] = resources(of, "AWS::CloudWatch::Dashboard", Dashboard);
  const parts = dashboard?.DashboardBody["Fn::Join"][1] ?? [];
  const body: unknown = JSON.parse(parts.map((part) => (typeof part === "string" ? part : "token")).join(""));
  return z.object({ widgets: z.array(Widget) }).parse(body).widgets;
}

function metricsOf(alarm: z.infer<typeof Alarm>): readonly z.infer<typeof Metric>[] {
  const { Namespace, MetricName, Dimensions } = alarm;
  if (Namespace !== undefined && MetricName !== undefined) return [{ Namespace, MetricName, Dimensions }];
  return alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

function expectKnown(
  name: string,
  dimensions: readonly { readonly Name: unknown; readonly Value: unknown }[],
) {
  const known = Object.values(metrics).find((metric) => metric.name === name);
  expect(known, name).toBeDefined();
  const service = known?.from === "runner" ? [] : [{ Name: "service", Value: known?.from }];
  expect(dimensions, name).toEqual(service);
}

/** The sections below "Runbooks", by the anchors that GitHub gives them. */
function runbooksOf(page: string): readonly { readonly anchor: string; readonly text: string }[] {
  const [, chapter = ""] = page.split(/^## Runbooks$/m);
  const [own = ""] = chapter.split(/^## /m);
  return own
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return { anchor: title.toLowerCase().replaceAll(" ", "-"), text: lines.join("\n") };
    });
}

function resources<Schema extends z.ZodType>(of: Template, type: string, schema: Schema): z.output<Schema>[] {
  const Properties = z.object({ Properties: z.unknown() });
  return Object.values(of.findResources(type)).map((found) =>
    schema.parse(Properties.parse(found).Properties),
  );
}
