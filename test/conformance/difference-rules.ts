import { Language, sourceExtensions } from "#core/assignment/language.ts";
import type { CaseOutcome } from "./grade-case.ts";
import type { ReferenceCase } from "./reference-case.ts";
import { webdevRules } from "./webdev-rules.ts";

/** A difference that is told by what a case says, not by its name, and what must hold of our outcome then. */
export interface DifferenceRule {
  readonly reason: string;
  readonly applies: (example: ReferenceCase) => boolean;
  readonly holds: (actual: CaseOutcome) => boolean;
}

/** Why we decide otherwise, where a rule says so and our outcome is the one that it promises. */
export function reasonByRule(example: ReferenceCase, actual: CaseOutcome): string | undefined {
  return rules.find((rule) => rule.applies(example) && rule.holds(actual))?.reason;
}

const rules: readonly DifferenceRule[] = [
  ...webdevRules,
  {
    reason: "without a command for the language the reference system runs the inputs as the command",
    applies: () => true,
    holds: refusedFor(["missing_language_command"], /program_command|\/value$/),
  },
  {
    reason: "which of two assets at one place is meant is for the instructor to say",
    applies: () => true,
    holds: refusedFor(["duplicate_target", "target_inside_file"], /assets/),
  },
  {
    reason: "a missing asset is the instructor's to know before any student fails by it",
    applies: costsEveryStudent,
    holds: refusedFor(["asset_missing"], /assets/),
  },
  {
    reason: "it would cost every student the test, so the instructor is told and nobody is graded",
    applies: costsEveryStudent,
    holds: refusedFor(
      ["wrong_type", "invalid_value", "invalid_parameter", "missing_key", "out_of_range"],
      /\/tests\/|setup_config/,
    ),
  },
  {
    reason:
      "a string is run by `sh -c`, so that &&, globs and > work as the reference system's documentation shows",
    applies: ({ input }) => commandsOf(input).some((command) => /[&|;<>*?$`]/.test(command)),
    holds: (actual) =>
      actual.outcome === "graded" ||
      (actual.outcome === "rejected" && actual.error.code === "setup_command_failed"),
  },
  {
    reason: "standard input is what the instructor wrote, not what `echo` makes of it",
    applies: ({ input }) => /"-[neE]+"|\\\\[abcefnrtv0]/.test(JSON.stringify(input.criteria_config)),
    holds: ({ outcome }) => outcome === "graded",
  },
  {
    reason: "subjects without weight have no part in the score, instead of failing every grading",
    applies: ({ input }) => /"subjects_weight":0[,}]/.test(JSON.stringify(input.criteria_config)),
    holds: ({ outcome }) => outcome === "graded",
  },
  {
    reason: "wishes about reports never cost a grade",
    applies: ({ input, expected }) => input.feedback_config !== undefined && expected.status !== "success",
    holds: ({ outcome }) => outcome === "graded",
  },
  {
    reason: "an empty file is a file like any other",
    applies: ({ input, expected }) =>
      expected.status === "failed" && Object.values(input.s3_objects ?? {}).includes(""),
    holds: ({ outcome }) => outcome === "graded",
  },
  {
    reason: "the student is told which file of the upload is wrong, instead of a fault of the sandbox",
    applies: costsEveryStudent,
    holds: (actual) => actual.outcome === "rejected" && /^(?:archive|submission)_/.test(actual.error.code),
  },
  {
    reason:
      "where no source of the language was submitted, none was seen to keep the rule: that must not be worth the points",
    applies: ({ input }) =>
      JSON.stringify(input.criteria_config).includes('"forbidden_') && !hasSource(input),
    holds: ({ outcome }) => outcome === "graded",
  },
];

/** Nobody can have the points there. */
function costsEveryStudent({ expected }: ReferenceCase): boolean {
  return expected.status !== "success" || expected.tests.some(({ score }) => score === 0);
}

function refusedFor(codes: readonly string[], pointer: RegExp): (actual: CaseOutcome) => boolean {
  return (actual) => {
    if (actual.outcome !== "refused") return false;
    const errors = actual.findings.filter(({ severity }) => severity === "error");
    return errors.every((finding) => codes.includes(finding.code) && pointer.test(finding.pointer));
  };
}

function hasSource({ language, files }: ReferenceCase["input"]): boolean {
  const { success, data } = Language.safeParse(language ?? "python");
  return Object.keys(files).some(
    (name) => success && sourceExtensions[data].some((extension) => name.endsWith(extension)),
  );
}

/** Every text that is run: of tests and of the setup. */
function commandsOf({ criteria_config, setup_config }: ReferenceCase["input"]): string[] {
  const found: string[] = [];
  collect(criteria_config, false, found);
  collect(setup_config, false, found);
  return found;
}

function collect(value: unknown, runs: boolean, found: string[]): void {
  if (typeof value === "string" && runs) found.push(value);
  if (typeof value !== "object" || value === null) return;
  const named = "name" in value && value.name === "program_command";
  for (const [key, inner] of Object.entries(value)) {
    const command = ["program_command", "setup_commands", "command"].includes(key);
    collect(inner, command || (named && key === "value") || (runs && key !== "name"), found);
  }
}
