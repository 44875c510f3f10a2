import type { Command } from "commander";
import { exitCodes, UserError } from "#cli/errors.ts";
import { refuseAssignment } from "#cli/render/refusal.ts";
import type { Shell } from "#cli/shell.ts";
import { readDefinitionFile } from "#cli/validate/examine.ts";
import { definitionHash } from "#core/assignment/definition-hash.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { writeAssignment } from "#core/assignment/writing/write-assignment.ts";

const examples = `
Examples:
  assay convert criteria.json > assignment.yaml
  assay convert definition.json --json | jq -r .text`;

export function registerConvert(program: Command, shell: Shell): void {
  program
    .command("convert")
    .description("writes an assignment of any spelling in ours; what is not clear is refused with its place")
    .argument("<file>", "ours, a config of the reference system, or its definition v1")
    .option("--json", "print the text and its hash as JSON, or the findings")
    .addHelpText("after", examples)
    .action(async (path: string, flags: { readonly json?: true }) => {
      const json = flags.json === true;
      const reading = await readDefinitionFile(path);
      // Whatever is warned of would be lost or changed, which only its author can want.
      if (!reading.ok || reading.findings.length > 0) {
        return refuseAssignment(shell, reading.findings, json);
      }
      const text = writeAssignment(reading.assignment);
      const hash = definitionHash(reading.assignment);
      const again = readAssignment(text, "assignment.yaml");
      if (!again.ok || definitionHash(again.assignment) !== hash) {
        throw new UserError(`${path} says something that our spelling cannot say: nothing was converted`);
      }
      shell.print(json ? JSON.stringify({ ok: true, definitionHash: hash, text }, null, 2) : text.trimEnd());
      process.exitCode = exitCodes.ok;
    });
}
