import { type Command, InvalidArgumentError } from "commander";
import { type Sample, type WrittenAssignment, writeScaffold } from "#cli/init/write-scaffold.ts";
import type { Shell } from "#cli/shell.ts";
import { suggest } from "#core/assignment/reading/closest.ts";
import { templates } from "#core/templates/registry.ts";

const names = [...templates.keys()];

const notes = `
Templates: ${names.join(", ")}

Examples:
  assay init input_output week-1
  assay init webdev first-page --json | jq .samples`;

export function registerInit(program: Command, shell: Pick<Shell, "print" | "colours">): void {
  program
    .command("init")
    .description("writes a working assignment to begin with, and sample submissions with their scores")
    .argument("<template>", "what is tested, see below", parseTemplate)
    .argument("<folder>", "where to, a folder that is new or empty")
    .option("--json", "print what was written as JSON")
    .addHelpText("after", notes)
    .action(async (template: string, folder: string, flags: { readonly json?: true }) => {
      const written = await writeScaffold(template, folder);
      const document = { template, folder, ...written };
      shell.print(flags.json === true ? JSON.stringify(document, null, 2) : describe(document, shell));
    });
}

function parseTemplate(name: string): string {
  if (!names.includes(name)) throw new InvalidArgumentError(suggest(name, names));
  return name;
}

interface Written extends WrittenAssignment {
  readonly template: string;
  readonly folder: string;
}

function describe(
  { template, folder, files, samples }: Written,
  { colours }: Pick<Shell, "colours">,
): string {
  const place = quoted(folder);
  return [
    `${colours.green("Wrote")} an assignment of ${template} into ${folder}:`,
    ...files.map((file) => `  ${file}`),
    "Next:",
    `  assay validate ${place} --references`,
    ...samples.map((sample) => `  assay grade ${place} ${quoted(sample.file)}  # ${outcomeOf(sample)}`),
    `  assay push ${place} --course <course>`,
  ].join("\n");
}

function outcomeOf({ expected }: Sample): string {
  return expected.outcome === "graded" ? `score ${expected.score}` : expected.outcome;
}

/** For a shell, in which the line is to be pasted. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
