import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { UserError } from "#cli/errors.ts";
import type { Shell } from "#cli/shell.ts";
import { type Comparison, compareScores, readScores, type Scores } from "#core/grading/compare-results.ts";
import { visibleLine } from "#core/report/visible-text.ts";

const examples = `
Examples:
  assay compare result.json last-week.json
  assay compare result.json baseline.json --json | jq .scoreDelta`;

export function registerCompare(program: Command, shell: Pick<Shell, "print">): void {
  program
    .command("compare")
    .description("says what changed from an earlier grading: the score, and which tests")
    .argument("<result>", "a result.json")
    .argument("<baseline>", "an earlier one, or a result tree of the reference system")
    .option("--json", "print the comparison as JSON")
    .addHelpText("after", examples)
    .action(async (result: string, baseline: string, flags: { readonly json?: true }) => {
      const comparison = compareScores(await readResult(result), await readResult(baseline));
      shell.print(flags.json === true ? JSON.stringify(comparison, null, 2) : describe(comparison));
    });
}

async function readResult(path: string): Promise<Scores> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UserError(`${path} cannot be read`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path} is no JSON`, { cause });
  }
  const scores = readScores(value);
  if (scores === undefined) throw new UserError(`${path} is no result with a score: nothing to compare`);
  return scores;
}

function describe({ scoreDelta, tests }: Comparison): string {
  const changed = tests.filter(({ status }) => status !== "unchanged");
  return [
    `score ${signed(scoreDelta)}, ${changed.length} of ${tests.length} tests changed`,
    ...changed.map((test) => {
      const delta = "delta" in test ? ` ${signed(test.delta)}` : "";
      return `${test.status.padEnd(10)} ${visibleLine(test.path)}${delta}`;
    }),
  ].join("\n");
}

function signed(delta: number): string {
  return delta > 0 ? `+${delta}` : String(delta);
}
