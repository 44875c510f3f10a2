import * as z from "zod";
import type { WebdevTest } from "#core/templates/webdev/file-test.ts";
import { webdev } from "#core/templates/webdev/webdev.ts";

/** The functions of the template as a table of Markdown, from the schemas that are used: it cannot be out of date. */
export function functionTable(): string {
  const head = ["| function | parameters | asserts |", "| --- | --- | --- |"];
  return [...head, ...webdev.map(row)].join("\n");
}

const JsonSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function row({ name, parameters, asserts }: WebdevTest): string {
  const { properties, required } = JsonSchema.parse(z.toJSONSchema(parameters, { io: "input" }));
  const listed = Object.entries(properties).map(([key, schema]) =>
    required.includes(key) ? `\`${key}\`` : `\`${key}\` (default ${isList(schema) ? "none" : "0"})`,
  );
  return `| \`${name}\` | ${listed.join(", ")} | ${asserts} |`;
}

function isList(schema: unknown): boolean {
  return JSON.stringify(schema).includes('"type":"array"');
}
