import * as z from "zod";
import { AiFeedback } from "#core/assignment/ai-feedback.ts";
import { Feedback } from "#core/assignment/feedback.ts";
import { ImageReference } from "#core/assignment/image.ts";
import { Isolation } from "#core/assignment/isolation.ts";
import { Language } from "#core/assignment/language.ts";
import { Reference } from "#core/assignment/reference.ts";

/**
 * The one internal assignment, in which every spelling that instructors may write ends up
 * and which a release carries. Defaults are filled in, weights are numbers, paths are normalised.
 * What instructors write is `definition.ts`; nothing after the reader knows which spelling it was.
 */

/** A string is run by `sh -c` inside the sandbox; a list is run as it is. */
export const Command = z.union([
  z.strictObject({ shell: z.string().min(1) }),
  z.strictObject({ argv: z.array(z.string()).min(1) }),
]);
export type Command = z.infer<typeof Command>;

export const Visibility = z.enum(["visible", "hidden", "after_due"]);
export type Visibility = z.infer<typeof Visibility>;

export const Test = z.strictObject({
  /** Unique in the assignment; derived from the path when the instructor gave none. */
  id: z.string(),
  name: z.string(),
  /** The test function, e.g. `expect_output`. */
  type: z.string(),
  /** The template whose registry has that function. */
  template: z.string(),
  file: z.string().optional(),
  weight: z.number().nonnegative(),
  visibility: Visibility,
  /** As the test function's own schema returned them. */
  parameters: z.record(z.string(), z.unknown()),
});
export type Test = z.infer<typeof Test>;

export interface Subject {
  name: string;
  weight: number;
  subjectsWeight?: number | undefined;
  subjects: Subject[];
  tests: Test[];
}

export const Subject: z.ZodType<Subject> = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    weight: z.number(),
    subjectsWeight: z.number().optional(),
    subjects: z.array(Subject),
    tests: z.array(Test),
  }),
);

export const Category = z.strictObject({
  weight: z.number(),
  subjectsWeight: z.number().optional(),
  subjects: z.array(Subject),
  tests: z.array(Test),
});
export type Category = z.infer<typeof Category>;

export const Asset = z.strictObject({
  source: z.string(),
  /** As the instructor wrote it. */
  declaredTarget: z.string(),
  /** Where it will be: absolute, normalised, below `/tmp/`. The tar, the injection and the report all use this. */
  target: z.string(),
  readOnly: z.boolean(),
  /** Only for checkers: it is never where the student's program runs. */
  visibility: z.literal("grader").optional(),
});
export type Asset = z.infer<typeof Asset>;

export const SetupCommand = z.strictObject({ name: z.string(), command: Command });
export type SetupCommand = z.infer<typeof SetupCommand>;

export const LanguageSetup = z.strictObject({
  requiredFiles: z.array(z.string()),
  setupCommands: z.array(SetupCommand),
});
export type LanguageSetup = z.infer<typeof LanguageSetup>;

export const CommandLimits = z.strictObject({
  wallMs: z.int().positive(),
  cpuMs: z.int().positive(),
  memoryBytes: z.int().positive(),
  processes: z.int().positive(),
  /** Of stdout and of stderr, each. */
  outputBytes: z.int().positive(),
  fileBytes: z.int().positive(),
  openFiles: z.int().positive(),
});
export type CommandLimits = z.infer<typeof CommandLimits>;

export const ServerSetup = z.strictObject({
  /** In the foreground, for every language of the assignment. */
  commands: z.partialRecord(Language, Command),
  port: z.int(),
  /** From its start until it accepts a connection. */
  readyMs: z.int().positive(),
});
export type ServerSetup = z.infer<typeof ServerSetup>;

export const Assignment = z.strictObject({
  title: z.string().optional(),
  templates: z.array(z.string()).min(1),
  /** Empty where no template needs a sandbox and the instructor named none: then a submission has no language. */
  languages: z.array(Language),
  criteria: z.strictObject({
    base: Category,
    bonus: Category.optional(),
    penalty: Category.optional(),
  }),
  setup: z.strictObject({
    assets: z.array(Asset),
    languages: z.partialRecord(Language, LanguageSetup),
  }),
  /** Absent where no test asks the student's server. */
  server: ServerSetup.optional(),
  /** Absent means shared, also in releases from before there was a choice. */
  isolation: Isolation.optional(),
  /** Absent means lenient. */
  fileSelection: z.literal("strict").optional(),
  /** Absent means the toolchain of the host. */
  sandbox: z.strictObject({ image: ImageReference }).optional(),
  limits: z.strictObject({
    command: CommandLimits,
    gradingWallMs: z.int().positive(),
  }),
  schedule: z.strictObject({
    dueAt: z.iso.datetime({ offset: true }).optional(),
    seats: z.int().positive().optional(),
    rushMs: z.int().positive().optional(),
  }),
  submissions: z.strictObject({
    maxAttempts: z.int().positive().optional(),
    maxInFlight: z.int().positive().optional(),
    maxBytes: z.int().positive(),
  }),
  /** Sample submissions that must grade as expected before a release is made current; absent when there are none. */
  references: z.array(Reference).optional(),
  /** Absent where the instructor chose nothing. */
  feedback: Feedback.optional(),
  /** Absent where no language model is to write any. */
  aiFeedback: AiFeedback.optional(),
});
export type Assignment = z.infer<typeof Assignment>;
