import * as z from "zod";

const name = (longest: number) => z.string().min(1).max(longest);

/** The JSON schema of CloudWatch's specification of embedded metrics, and its limits. */
const Document = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int(),
    CloudWatchMetrics: z.array(
      z.strictObject({
        Namespace: name(1024),
        Dimensions: z.array(z.array(name(250)).max(30)).min(1),
        Metrics: z
          .array(
            z.strictObject({
              Name: name(1024),
              Unit: z.enum(["Count", "Milliseconds", "Bytes", "Percent"]),
            }),
          )
          .min(1)
          .max(100),
      }),
    ),
  }),
});

export interface ReadMetrics {
  readonly namespaces: readonly string[];
  readonly dimensions: readonly (readonly string[])[];
  readonly values: Readonly<Record<string, number>>;
  readonly timestamp: number;
}

/** What CloudWatch makes of a log line, whose metrics have to be numbers beside `_aws`. Throws where it is no document. */
export function readMetrics(line: unknown): ReadMetrics {
  const document = Document.parse(line);
  const {
    _aws: { Timestamp, CloudWatchMetrics },
  } = document;
  const named = CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  return {
    namespaces: CloudWatchMetrics.map(({ Namespace }) => Namespace),
    dimensions: CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions),
    values: Object.fromEntries(named.map((metric) => [metric, z.number().parse(document[metric])])),
    timestamp: Timestamp,
  };
}
