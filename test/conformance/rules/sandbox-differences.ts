import { assetsOf, commandsOf } from "#test/conformance/reference/rejection.ts";
import type { ReferenceTest } from "#test/conformance/reference/tree.ts";
import { languagesOf, type ReferenceCase } from "#test/conformance/reference-case.ts";
import type { TestDifference } from "./test-differences.ts";

export const shell =
  "a string is run by `sh -c`, so that &&, globs and > work as the reference system's documentation shows them";

/** What a test that runs something may come to here instead, where its input has the cause in it. */
export function sandboxDifferences(
  { type, parameters }: ReferenceTest,
  example: ReferenceCase,
  recorded: number,
): readonly TestDifference[] {
  if (!["expect_output", "dont_fail", "expect_file_artifact"].includes(type)) return [];
  const { input } = example;
  const language = languagesOf(example)[0] ?? "";
  const sources = Object.values(input.files).join("\n");
  const commands = [
    commandFor(parameters["program_command"], language),
    ...commandsOf(input.setup_config, language),
  ];
  const other = recorded === 100 ? 0 : 100;
  const [first] = Array.isArray(parameters["inputs"]) ? parameters["inputs"] : [parameters["user_input"]];
  const found: (TestDifference | false)[] = [
    commands.some(hasOperator) && { reason: shell, score: other },
    recorded === 0 &&
      typeof first === "string" &&
      /^-[neE]+$/.test(first.split("\n")[0] ?? "") && {
        reason: "standard input is what the instructor wrote, not what `echo` makes of it",
        score: 100,
      },
    recorded === 100 &&
      type === "expect_file_artifact" &&
      /\bsymlink|\bln -s/.test(sources) && {
        reason: "what a program leaves as a link is no file of its own",
        score: 0,
      },
    recorded === 0 &&
      /\/tmp\b|tempfile|mktemp/.test(sources) &&
      assetsOf(input.setup_config).length > 0 && {
        reason: "an asset never takes the directory for temporary files away from the student's program",
        score: 100,
      },
    writable(input.setup_config, sources) && {
      reason: "an asset that is not read-only can be written by the student's program, as its name says",
      score: other,
    },
  ];
  return found.filter((each) => each !== false);
}

/** An operator, a pattern or a variable: what only a shell makes something of. */
export function hasOperator(command: unknown): boolean {
  const text =
    typeof command === "object" && command !== null && "command" in command ? command.command : command;
  if (typeof text !== "string" || /^(?:\/bin\/)?(?:ba)?sh -c\b/.test(text)) return false;
  return /[&|;<>*?$`~]|\[.*\]/.test(text.replaceAll(/'[^']*'/g, ""));
}

function commandFor(value: unknown, language: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Map<string, unknown>(Object.entries(value)).get(language);
}

function writable(setup: unknown, sources: string): boolean {
  return assetsOf(setup).some(
    ({ asset }) =>
      asset["read_only"] === false && sources.includes(String(asset["target"]).split("/").at(-1) ?? ""),
  );
}
