/**
 * Where Assay decides otherwise than the reference system, why, and what it does instead.
 * A case that is not named here must come out as the reference system recorded it.
 */
export interface Difference {
  readonly reason: string;
  readonly instead: Instead;
  /** What is known of the reference system tells of the case; it is not among those recorded here. */
  readonly notRecordedHere?: true;
}

export type Instead =
  /** When the assignment is published, so that no student meets it: a finding at this pointer, with these words. */
  | { readonly outcome: "refused"; readonly pointer: string; readonly message: RegExp }
  | { readonly outcome: "rejected"; readonly code: string }
  | { readonly outcome: "graded"; readonly score: number; readonly stdout?: string };

const shell =
  "a string is run by `sh -c`, so that &&, globs and > work as the reference system's documentation shows them";
const costsEveryStudent =
  "it would cost every student the test, so the instructor is told and nobody is graded";

const realUnits = "a unit is found where it follows its number, and a selector is no unit";
const realObjects = "objects are counted as JavaScript reads them, however they are nested and quoted";

function scores(score: number): Instead {
  return { outcome: "graded", score };
}

export const differs: Readonly<Record<string, Difference>> = {
  I24: {
    reason: "without a command for the language the reference system runs the inputs as the command",
    instead: { outcome: "refused", pointer: parameter(2), message: /no command for python/ },
  },
  I28: { reason: shell, instead: { outcome: "graded", score: 0, stdout: "" } },
  I29: {
    reason: costsEveryStudent,
    instead: { outcome: "refused", pointer: `${parameter(0)}/0`, message: /quote it/ },
  },
  I30: {
    reason: "an expected output that is no text interrupts every grading, so the instructor is told",
    instead: { outcome: "refused", pointer: parameter(1), message: /quote it/ },
  },
  I31: {
    reason: "standard input is what the instructor wrote, not what `echo` makes of it",
    instead: { outcome: "graded", score: 100, stdout: "-n\n" },
  },
  I38: {
    reason: "there the parameter is ignored and the test runs without its input",
    instead: { outcome: "refused", pointer: parameter(0), message: /name it user_input/ },
  },
  I45: {
    reason: costsEveryStudent,
    instead: { outcome: "refused", pointer: parameter(1), message: /is absolute/ },
  },
  I46: {
    reason: costsEveryStudent,
    instead: { outcome: "refused", pointer: parameter(1), message: /leaves the program's directory/ },
  },
  I57: {
    reason: "the student is told which path is wrong, instead of a fault of the sandbox",
    instead: { outcome: "rejected", code: "archive_path_unsafe" },
  },
  P08: {
    reason: "a step without a command fails every student, so the instructor is told",
    instead: {
      outcome: "refused",
      pointer: "/setup_config/python/setup_commands/0/command",
      message: /missing/,
    },
  },
  P09: {
    reason: "a step that is no command fails every student, so the instructor is told",
    instead: {
      outcome: "refused",
      pointer: "/setup_config/python/setup_commands/0",
      message: /the number 5/,
    },
  },
  P10: { reason: shell, instead: { outcome: "rejected", code: "setup_command_failed" } },
  P11: { reason: shell, instead: { outcome: "graded", score: 100, stdout: "ok\n" } },
  P35: {
    reason: "a missing asset is the instructor's to know before any student fails by it",
    instead: { outcome: "refused", pointer: "/setup_config/assets/0/source", message: /nope/ },
  },
  P41: {
    reason: "an asset that is not read-only can be written by the student's program, as its name says",
    instead: { outcome: "graded", score: 0, stdout: "0o664 1000 True\n" },
  },
  P48: {
    reason: "files are streamed in, so that no length of an argument list bounds them",
    instead: { outcome: "graded", score: 100, stdout: "ok\n" },
  },
  P58: {
    reason: "which of two assets at one place is meant is for the instructor to say",
    instead: {
      outcome: "refused",
      pointer: "/setup_config/assets/1/target",
      message: /give one of them another/,
    },
  },
  P61: {
    reason:
      "the missing asset is found at publish, before there is a submission whose files could be checked",
    instead: { outcome: "refused", pointer: "/setup_config/assets/0/source", message: /nope/ },
  },
  P17: {
    reason: "setup commands get a sandbox, whatever the tests need",
    instead: scores(100),
  },
  S20: {
    reason: "subjects without weight have no part in the score, instead of failing every grading",
    instead: scores(100),
  },
  W04: {
    reason: "without a target, the first file of the kind that the test is of, not of any kind",
    instead: scores(100),
  },
  W26: {
    reason: "what looks like a tag in a script is text, as a browser reads it",
    instead: scores(100),
  },
  W30: {
    reason: "inside any of the parents, not only the first",
    instead: scores(0),
    notRecordedHere: true,
  },
  W49: {
    reason: "a class name is no regular expression: only * stands for something else",
    instead: scores(0),
  },
  W63: {
    reason: "a value belongs to the property that it is declared for, not to one before it on the line",
    instead: scores(0),
  },
  W70: { reason: realUnits, instead: scores(100) },
  W71: { reason: realUnits, instead: scores(100), notRecordedHere: true },
  W72: { reason: realUnits, instead: scores(100), notRecordedHere: true },
  W73: { reason: realUnits, instead: scores(100) },
  W74: { reason: realUnits, instead: scores(0) },
  W80: {
    reason: "the submitted files are read, which the reference system never hands to the test",
    instead: scores(100),
    notRecordedHere: true,
  },
  W82: {
    reason: "the submitted files are read; files in a parameter are nobody's submission",
    instead: scores(0),
  },
  W92: {
    reason: "evaluate() is no use of eval: a method is found by its whole name",
    instead: scores(100),
  },
  W93: {
    reason: "a variable of a function is not global",
    instead: scores(100),
  },
  W98: { reason: realObjects, instead: scores(100), notRecordedHere: true },
  W99: { reason: realObjects, instead: scores(100) },
  W114: {
    reason: "an empty upload is told to the student before anything is graded",
    instead: { outcome: "rejected", code: "submission_empty" },
  },
};

/** The value of the n-th parameter of a case's only test. */
function parameter(index: number): string {
  return `/criteria_config/base/tests/0/parameters/${index}/value`;
}
