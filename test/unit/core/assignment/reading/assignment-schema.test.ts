import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { assignmentSchema } from "#core/assignment/reading/assignment-schema.ts";
import { templates } from "#core/templates/registry.ts";

const docs = new URL("../../../../../docs/", import.meta.url);
const stored: unknown = JSON.parse(readFileSync(new URL("assignment.schema.json", docs), "utf8"));
const page = readFileSync(new URL("assignment-format.md", docs), "utf8");
const example = z
  .record(z.string(), z.unknown())
  .parse(parse(/^```yaml\n([^]*?)^```$/m.exec(page)?.[1] ?? ""));

describe("the JSON Schema for editors", () => {
  const schema = z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(stored));

  it("is current; else run: node scripts/generate-schema.ts && npm run format", () => {
    expect(stored).toEqual(JSON.parse(JSON.stringify(assignmentSchema(templates))));
  });

  it("accepts the example of the page on the format", () => {
    expect(schema.safeParse(example)).toMatchObject({ success: true });
  });

  it.each([
    ["an unknown key", { titel: "x" }],
    ["an unknown language", { languages: ["cobol"] }],
    ["an unknown key of an asset", { setup: { assets: [{ source: "a", target: "/tmp/a", mode: 1 }] } }],
    ["an unknown test function", { criteria: { base: { weight: 1, tests: [{ name: "t", type: "nope" }] } } }],
    [
      "a wrong weight below a subject",
      { criteria: { base: { weight: 1, subjects: [{ subject_name: "A", weight: 101 }] } } },
    ],
  ])("refuses %s", (_name, change) => {
    expect(schema.safeParse({ ...example, ...change })).toMatchObject({ success: false });
  });
});
