import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { metrics } from "#core/telemetry.ts";

const rows = readFileSync("docs/operations.md", "utf8")
  .split("\n")
  .map((line) => line.replaceAll(/ +/g, " "));

it.each(Object.values(metrics))(
  "$name is on the page on operations; else run: node scripts/generate-metrics.ts && npm run format",
  ({ name, unit, from, meaning }) => {
    expect(rows).toContain(`| \`${name}\` | ${unit} | ${from} | ${meaning} |`);
  },
);
