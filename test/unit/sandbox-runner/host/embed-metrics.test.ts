import * as fc from "fast-check";
import { expect, it } from "vitest";
import { METRIC_NAMESPACE, type MetricKey, metricNames, metrics } from "#core/telemetry.ts";
import { embedMetrics } from "#runner/host/embed-metrics.ts";
import { readMetrics } from "#test/support/embedded-metrics.ts";

const now = new Date("2026-11-02T10:00:00.123Z");
const keys = Object.keys(metrics).filter((key): key is MetricKey => key in metrics);

it("is a document of embedded metrics, whatever was measured", () => {
  const values = fc.dictionary(
    fc.constantFrom(...keys),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    {
      minKeys: 1,
      noNullPrototype: true,
    },
  );
  fc.assert(
    fc.property(values, (measured) => {
      const line = { event: "job.closed", ...embedMetrics(measured, now) };

      expect(readMetrics(line)).toEqual({
        namespaces: [METRIC_NAMESPACE],
        dimensions: [[]],
        values: Object.fromEntries(
          keys.flatMap((key) => (key in measured ? [[metricNames[key], measured[key]]] : [])),
        ),
        timestamp: now.getTime(),
      });
    }),
  );
});

it("leaves out what was not measured, and adds nothing to a line without metrics", () => {
  expect(embedMetrics({ queueWait: undefined }, now)).toEqual({});
  expect(readMetrics(embedMetrics({ queueWait: undefined, setupTime: 0 }, now)).values).toEqual({
    SetupTime: 0,
  });
});

it("has one metric for each name", () => {
  expect(new Set(Object.values(metricNames)).size).toBe(keys.length);
});
