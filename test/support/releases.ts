import { Assignment, type Test, type Visibility } from "#core/assignment/assignment.ts";
import type { Bundle, Release } from "#core/assignment/release.ts";
import { commandLimitDefaults, gradingLimits, submissionLimits } from "#core/limits.ts";
import { ReleaseId, Sha256, Slug } from "#core/submission/ids.ts";

export interface DefinitionParts {
  readonly tests?: readonly OutputTest[];
  readonly requiredFiles?: readonly string[];
  readonly setupCommands?: readonly { readonly name: string; readonly shell: string }[];
  readonly gradingWallMs?: number;
  readonly wallMs?: number;
  readonly dueAt?: string;
}

/** An `expect_output` test of the base category. */
export interface OutputTest {
  readonly name: string;
  readonly command: string;
  readonly expected: string;
  readonly visibility?: Visibility;
}

const hello: OutputTest = { name: "greets", command: "python3 main.py", expected: "hello" };

/** An assignment in Python as a release carries it. */
export function definition(parts: DefinitionParts = {}): Assignment {
  return Assignment.parse({
    templates: ["input_output"],
    languages: ["python"],
    criteria: {
      base: { weight: 100, subjects: [], tests: (parts.tests ?? [hello]).map(outputTest) },
    },
    setup: {
      assets: [],
      languages: {
        python: {
          requiredFiles: parts.requiredFiles ?? [],
          setupCommands: (parts.setupCommands ?? []).map(({ name, shell }) => ({ name, command: { shell } })),
        },
      },
    },
    limits: {
      command: { ...commandLimitDefaults, ...(parts.wallMs && { wallMs: parts.wallMs }) },
      gradingWallMs: parts.gradingWallMs ?? gradingLimits.defaultWallMs,
    },
    schedule: parts.dueAt === undefined ? {} : { dueAt: parts.dueAt },
    submissions: { maxBytes: submissionLimits.uploadBytes },
  });
}

export function outputTest({ name, command, expected, visibility = "visible" }: OutputTest): Test {
  return {
    id: name,
    name,
    type: "expect_output",
    template: "input_output",
    weight: 1,
    visibility,
    parameters: { inputs: [], expected_output: expected, program_command: command },
  };
}

export function release(parts: DefinitionParts & { readonly bundle?: Bundle } = {}): Release {
  return {
    schema: 1,
    releaseId: ReleaseId.parse("a".repeat(24)),
    course: Slug.parse("prog1"),
    assignment: Slug.parse("hello"),
    createdAt: "2026-03-01T09:00:00.000Z",
    definitionHash: Sha256.parse("d".repeat(64)),
    definition: definition(parts),
    assets: [],
    bundle: parts.bundle ?? null,
  };
}
