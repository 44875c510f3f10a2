import * as z from "zod";
import type { Assignment, Command } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { duration } from "#core/assignment/reading/quantities.ts";
import { check, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { descend } from "#core/assignment/source/pointer.ts";
import { serverLimits } from "#core/limits.ts";
import {
  ProgramCommand,
  programCommandProblems,
  resolveProgramCommand,
} from "#core/templates/input-output/program-command.ts";

/** How the student's server is started, for the templates that ask one. */
export const ServerDefinition = z.strictObject({
  command: ProgramCommand.describe("Starts the server, in the foreground: as 'program_command' of a test."),
  port: z
    .int()
    .min(serverLimits.minPort)
    .max(serverLimits.maxPort)
    .nullish()
    .describe(`Where it listens, ${serverLimits.defaultPort} unless said; it also finds it in PORT.`),
  ready_timeout: duration({ maxMs: serverLimits.maxReadyMs })
    .nullish()
    .describe("How long it may take until it accepts a connection, e.g. 10s."),
});

/** `needed`: a test asks the server. */
export function readServer(
  reading: Reading,
  part: Part,
  { languages, needed }: { readonly languages: readonly Language[] | undefined; readonly needed: boolean },
): Assignment["server"] {
  if (part.value === undefined || part.value === null) {
    if (needed) reading.findings.error({ code: "missing_key", pointer: part.pointer, message: missing });
    return undefined;
  }
  const server = check(reading, ServerDefinition, part);
  if (server === undefined || languages === undefined) return undefined;
  for (const { path, message } of programCommandProblems(server.command, languages)) {
    const pointer = descend(part.pointer, ["command", ...path.slice(1)]);
    reading.findings.error({ code: "invalid_value", pointer, message });
  }
  const commands: Partial<Record<Language, Command>> = {};
  for (const language of languages) {
    const command = resolveProgramCommand(server.command, language);
    if (command !== undefined) commands[language] = command;
  }
  return {
    commands,
    port: server.port ?? serverLimits.defaultPort,
    readyMs: server.ready_timeout ?? serverLimits.defaultReadyMs,
  };
}

const missing =
  "missing 'server': the tests of 'api' ask the student's server, and nothing says how it is started; add e.g. server: { command: python3 main.py, port: 8000 }";
