import * as z from "zod";
import type { Assignment, LanguageSetup, SetupCommand } from "#core/assignment/assignment.ts";
import { Language } from "#core/assignment/language.ts";
import { type PlacedAsset, readAssets } from "#core/assignment/reading/read-assets.ts";
import { check, isRecord, type Part, type Reading, Unread } from "#core/assignment/reading/reading.ts";
import { RelativePath } from "#core/assignment/reading/relative-path.ts";
import { child } from "#core/assignment/source/pointer.ts";
import { assignmentLimits } from "#core/limits.ts";

const SetupDefinition = z.strictObject({
  assets: Unread,
  global: Unread,
  python: Unread,
  java: Unread,
  node: Unread,
  cpp: Unread,
  c: Unread,
} satisfies Record<Language | "assets" | "global", typeof Unread>);

const GlobalDefinition = z.strictObject({ assets: Unread });

/** A string is for the shell, a list is the program and its arguments. */
const CommandDefinition = z.union([z.string().min(1), z.array(z.string()).min(1)]);

const NamedCommandDefinition = z.strictObject({
  name: z.string().min(1).max(200).nullish(),
  command: CommandDefinition,
});

const SetupCommandDefinition = z.union([
  z.string().min(1),
  z.array(z.string()).min(1),
  NamedCommandDefinition,
]);

export const LanguageSetupDefinition = z.strictObject({
  required_files: z
    .array(RelativePath)
    .max(assignmentLimits.requiredFiles)
    .nullish()
    .describe("What a submission must have."),
  setup_commands: z
    .array(SetupCommandDefinition)
    .max(assignmentLimits.setupCommands)
    .nullish()
    .describe("Run in order before the tests: text for a shell, a list as it is, or {name, command}."),
});

/** The commands are read one by one. */
const LanguageSetupParts = LanguageSetupDefinition.extend({
  setup_commands: z.array(Unread).max(assignmentLimits.setupCommands).nullish(),
});

export interface ReadSetup {
  readonly setup: Assignment["setup"];
  readonly assets: readonly PlacedAsset[];
}

/** `languages` are those of the assignment, undefined when they could not be read. */
export function readSetup(
  reading: Reading,
  part: Part,
  languages: readonly Language[] | undefined,
): ReadSetup {
  const setup: z.output<typeof SetupDefinition> =
    check(reading, SetupDefinition, { ...part, value: part.value ?? {} }) ?? {};
  const assets = readAssets(reading, assetList(reading, setup, part.pointer));
  const blocks: Partial<Record<Language, LanguageSetup>> = {};
  for (const language of Language.options) {
    const block = { value: setup[language], pointer: child(part.pointer, language) };
    if (block.value === undefined || block.value === null) continue;
    blocks[language] = readLanguageSetup(reading, block);
    if (languages !== undefined && !languages.includes(language)) {
      reading.findings.warning({
        code: "not_used",
        pointer: block.pointer,
        message: `'${language}' is not one of the languages of this assignment (${languages.join(", ") || "it names none"}), so this is never used; add it to 'languages' or remove it`,
        at: "key",
      });
    }
  }
  return { setup: { assets: assets.map(({ asset }) => asset), languages: blocks }, assets };
}

/** Assets under `global` take the place of those beside it, as in the reference system. */
function assetList(reading: Reading, setup: z.output<typeof SetupDefinition>, pointer: string): Part {
  const own = { value: setup.assets, pointer: child(pointer, "assets") };
  const global = { value: setup.global, pointer: child(pointer, "global") };
  if (global.value === undefined || global.value === null) return own;
  const inner = check(reading, GlobalDefinition, global)?.assets;
  if (inner === undefined || inner === null) return own;
  if (own.value !== undefined && own.value !== null) {
    reading.findings.warning({
      code: "not_used",
      pointer: own.pointer,
      message: "'assets' is not used, because 'global.assets' takes its place; keep one of the two lists",
      at: "key",
    });
  }
  return { value: inner, pointer: child(global.pointer, "assets") };
}

function readLanguageSetup(reading: Reading, part: Part): LanguageSetup {
  const block = check(reading, LanguageSetupParts, part);
  const pointer = child(part.pointer, "setup_commands");
  const commands = (block?.setup_commands ?? []).map((value, index) =>
    readSetupCommand(reading, { value, pointer: child(pointer, index) }, `Setup Command ${index + 1}`),
  );
  return {
    requiredFiles: block?.required_files ?? [],
    setupCommands: commands.filter((command) => command !== undefined),
  };
}

function readSetupCommand(reading: Reading, part: Part, unnamed: string): SetupCommand | undefined {
  const schema = isRecord(part.value) ? NamedCommandDefinition : SetupCommandDefinition;
  const definition = check(reading, schema, part);
  if (definition === undefined) return undefined;
  const named =
    typeof definition === "string" || Array.isArray(definition) ? { command: definition } : definition;
  const { name, command } = { name: undefined, ...named };
  return {
    name: name ?? unnamed,
    command: typeof command === "string" ? { shell: command } : { argv: command },
  };
}
