import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Names of variables as they are declared: keys of the schemas. */
function declaredIn(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(/^ +(ASSAY_[A-Z_]+):/gm)].map((match) => match[1] ?? "");
}

it("has every setting of the runner in the table for operators, and no other", () => {
  const operations = readFileSync("docs/operations.md", "utf8");
  const section = /^## Settings of the runner\n([^]*?)^## /m.exec(operations)?.[1] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `ASSAY_"));
  const named = rows.flatMap((row) => row.split("|")[1]?.match(/ASSAY_[A-Z_]+/g) ?? []);

  const declared = ["sandbox-runner/settings.ts", "sandbox-runner/ai/ai-settings.ts"].flatMap(declaredIn);
  expect(named.sort()).toEqual([...declared].sort());
});
