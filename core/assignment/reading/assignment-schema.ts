import * as z from "zod";
import { FileSelection } from "#core/assignment/file-selection.ts";
import { Isolation } from "#core/assignment/isolation.ts";
import { Language } from "#core/assignment/language.ts";
import { AssetDefinition } from "#core/assignment/reading/read-assets.ts";
import { CategoryDefinition, SubjectDefinition } from "#core/assignment/reading/read-criteria.ts";
import { FeedbackDefinition } from "#core/assignment/reading/read-feedback.ts";
import {
  CommandLimitsDefinition,
  GradingLimitsDefinition,
  ScheduleDefinition,
  SubmissionsDefinition,
} from "#core/assignment/reading/read-limits.ts";
import { ReferenceDefinition } from "#core/assignment/reading/read-references.ts";
import { SandboxDefinition } from "#core/assignment/reading/read-sandbox.ts";
import { ServerDefinition } from "#core/assignment/reading/read-server.ts";
import { LanguageSetupDefinition } from "#core/assignment/reading/read-setup.ts";
import { TestDefinition } from "#core/assignment/reading/read-test.ts";
import type { TemplateRegistry } from "#core/assignment/reading/reading.ts";

/**
 * The JSON Schema of an assignment file in our spelling, for editors: names, places and types.
 * What only the reader knows (targets that collide, commands for every language) is not in it.
 */
export function assignmentSchema(registry: TemplateRegistry): object {
  const templateNames = z.enum([...registry.keys()]);
  const functionNames = [...registry.values()].flatMap((template) => [...template.functions.keys()]);
  const test = TestDefinition.extend({
    type: z.enum(functionNames).nullish().describe("The test function."),
    parameters: z
      .union([
        z.record(z.string(), z.unknown()),
        z.array(z.strictObject({ name: z.string(), value: z.unknown() })),
      ])
      .nullish()
      .describe("May also stand beside these keys."),
  }).loose();
  const subject = SubjectDefinition.extend({
    tests: z.array(test).nullish(),
    get subjects(): z.ZodOptional<z.ZodNullable<z.ZodArray<typeof subject>>> {
      return z.array(subject).nullish();
    },
  }).meta({ id: "Subject" });
  const category = CategoryDefinition.extend({
    tests: z.array(test).nullish(),
    subjects: z.array(subject).nullish(),
  });
  const assets = z.array(AssetDefinition).nullish().describe("Files of the grader, put into the sandbox.");
  const blocks = Object.fromEntries(
    Language.options.map((name) => [name, LanguageSetupDefinition.nullish()]),
  );
  const root = z.strictObject({
    title: z.string().max(200).nullish().describe("For people."),
    template: z
      .union([templateNames, z.array(templateNames), z.string()])
      .describe("Where test functions come from: one name, a list, or names with commas."),
    languages: z
      .array(Language)
      .nullish()
      .describe("Which languages a submission may have; needed where a template runs programs."),
    criteria: z.strictObject({ base: category, bonus: category.nullish(), penalty: category.nullish() }),
    setup: z.strictObject({ assets, global: z.strictObject({ assets }).nullish(), ...blocks }).nullish(),
    server: ServerDefinition.nullish().describe("How the student's server is started, for tests of 'api'."),
    isolation: Isolation.nullish().describe(
      "What a test finds of those before it: 'shared' (the default) their files, 'fresh' nothing.",
    ),
    file_selection: FileSelection.nullish().describe(
      "When a test cannot tell which file it is for: 'lenient' (the default) takes the first or gives no points, 'strict' refuses the submission.",
    ),
    sandbox: SandboxDefinition.nullish().describe("Where its programs run."),
    limits: z
      .strictObject({
        command: CommandLimitsDefinition.nullish(),
        grading: GradingLimitsDefinition.nullish(),
      })
      .nullish(),
    schedule: ScheduleDefinition.nullish(),
    submissions: SubmissionsDefinition.nullish(),
    feedback: FeedbackDefinition.nullish().describe("What reports show."),
    references: z
      .array(ReferenceDefinition)
      .nullish()
      .describe("Sample submissions, graded before a release is made current."),
  });
  return { title: "Assignment", ...z.toJSONSchema(root, { io: "input", reused: "ref" }) };
}
