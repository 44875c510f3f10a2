import * as z from "zod";
import type { Command } from "#core/assignment/assignment.ts";
import { conventionalCommand, Language } from "#core/assignment/language.ts";
import type { ParameterProblem } from "#core/grading/test-function.ts";

const CONVENTIONAL = "CMD";

const forms = `use a string (run by sh), a list of strings (run as it is), or a map from language to one of them`;

/** A NUL cannot be passed to a program, execve(2); it would only fail when a student is graded. */
const Word = z.string().refine((word) => !word.includes("\0"), { error: "must not contain a NUL character" });

const OneCommand = z.union(
  [
    Word.refine((text) => text.trim() !== "", { error: "the command is empty" }),
    z
      .array(Word)
      .refine((words) => words[0] !== undefined && words[0] !== "", { error: "the list names no program" }),
  ],
  { error: `not a command: ${forms}` },
);

/**
 * How to start the student's program: `python3 main.py` (run by `sh -c`), `[python3, main.py]` (run as it is),
 * `CMD` (the convention of the language), or a map from language to one of these.
 */
export const ProgramCommand = z
  .union([OneCommand, z.record(z.string(), OneCommand)], {
    error: (issue) =>
      issue.input === undefined || issue.input === null
        ? `missing program_command: ${forms}`
        : `program_command is not a command: ${forms}`,
  })
  .meta({ title: "command, or one for each language" });
export type ProgramCommand = z.infer<typeof ProgramCommand>;

/**
 * What a map leaves out, and then also what it names that is no language, which may be what was meant; nothing to say
 * of the other forms. A language that nobody can submit in does no harm.
 */
export function programCommandProblems(
  programCommand: ProgramCommand,
  languages: readonly Language[],
): readonly ParameterProblem[] {
  if (typeof programCommand === "string" || Array.isArray(programCommand)) return [];
  const named = Object.keys(programCommand);
  const unknown = named
    .filter((key) => !Language.safeParse(key).success)
    .map((key) => ({
      path: ["program_command", key],
      message: `'${key.slice(0, 40)}' is not a language: use ${Language.options.join(", ")}`,
    }));
  const missing = languages
    .filter((language) => !named.includes(language))
    .map((language) => ({
      path: ["program_command"],
      code: "missing_language_command" as const,
      message: `no command for ${language}, which the assignment allows: add '${language}'`,
    }));
  return missing.length === 0 ? [] : [...unknown, ...missing];
}

/** The command for one language; undefined where a map leaves it out, which publishing refuses. */
export function resolveProgramCommand(
  programCommand: ProgramCommand,
  language: Language,
): Command | undefined {
  if (typeof programCommand !== "string" && !Array.isArray(programCommand)) {
    const own = Object.hasOwn(programCommand, language) ? programCommand[language] : undefined;
    return own === undefined ? undefined : resolveProgramCommand(own, language);
  }
  if (Array.isArray(programCommand)) return { argv: programCommand };
  if (programCommand === CONVENTIONAL) return { argv: conventionalCommand[language].split(" ") };
  return { shell: programCommand };
}
