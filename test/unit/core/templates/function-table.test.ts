import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { functionTable } from "#core/templates/function-table.ts";
import { templates } from "#core/templates/registry.ts";

const page = readFileSync("docs/assignment-format.md", "utf8");

describe("the page on the format; when it is out of date run: node scripts/generate-functions.ts && npm run format", () => {
  it.each([...templates.values()])("has every function of $name, with its parameters", (template) => {
    expect(unpadded(page)).toContain(unpadded(functionTable(template)));
  });
});

it("tells of each parameter its type, and its default where it may be left out", () => {
  const lines = [...templates.values()].flatMap((template) => functionTable(template).split("\n"));
  const row = (name: string) => lines.find((line) => line.startsWith(`| \`${name}\``));

  expect(row("has_tag")).toContain("| `tag`: text; `required_count`: number, default `0` |");
  expect(row("expect_output")).toContain(
    "`inputs`: list of text, default none; `expected_output`: text, default empty",
  );
  expect(row("expect_file_artifact")).toContain(
    "`match_mode`: `exact`, `contains`, `regex`, default `exact`",
  );
  expect(row("check_status_code")).toContain("`expected_status`: whole number from 200 to 599; ");
  expect(row("dont_fail")).not.toContain("`input`");
  expect(lines.filter((line) => line.includes("undefined") || line.includes("[object"))).toEqual([]);
});

/** Prettier lines tables up. */
function unpadded(table: string): string {
  return table.replaceAll(/ {2,}/g, " ").replaceAll(/-{3,}/g, "---");
}
