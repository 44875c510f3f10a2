import * as z from "zod";
import { Language } from "#core/assignment/language.ts";
import { Unread } from "#core/assignment/reading/reading.ts";
import { pathProblem } from "#core/assignment/reading/relative-path.ts";
import { quoted } from "#core/assignment/reading/shown.ts";

/**
 * What definition v1 says that our own spelling does not: its names, what it requires, what it forbids.
 * Weights, ids, paths and parameters are read by the reader that all spellings share.
 */

/** Free JSON, the only place for what this version does not know. */
export const MetadataV1 = z.record(z.string(), z.unknown()).optional();

export const RootV1 = z.strictObject({
  schema_version: z.literal("1.0"),
  templates: z.array(z.string().min(1)).min(1),
  languages: z.array(Language).min(1),
  criteria: Unread,
  preparation: Unread,
  feedback: Unread,
  metadata: MetadataV1,
});

/** What is no number at all is for the shared reader to refuse. */
export const BaseWeightV1 = z.unknown().refine((weight) => typeof weight !== "number" || weight === 100, {
  error: "the base is always worth 100; write 100",
});

export const TestV1 = z.strictObject({
  id: z.string(),
  type: z.string().min(1),
  name: Unread,
  parameters: z.record(z.string(), z.unknown()),
  file: Unread,
  weight: z.number().optional(),
  metadata: MetadataV1,
});

export const PreparationV1 = z.strictObject({ languages: Unread, fixtures: Unread });

export const LanguagesV1 = z.partialRecord(Language, Unread);

const SetupCommandV1 = z.strictObject({ name: z.string().min(1), command: z.string().min(1) });

export const LanguagePreparationV1 = z.strictObject({
  required_files: z.array(z.string()).optional(),
  setup_commands: z.array(SetupCommandV1).optional(),
});

/** `path` is below the root of the fixtures; our reader judges what it becomes below `/tmp/app/`. */
const FixturePath = z.string().superRefine((path, context) => {
  const problem =
    path === ""
      ? "must not be empty; name a file"
      : path.startsWith("/")
        ? `is absolute; write it relative to ${fixtureRoot}`
        : pathProblem(path);
  if (problem !== undefined) context.addIssue({ code: "custom", message: `${quoted(path)} ${problem}` });
});

export const FixtureV1 = z.strictObject({
  reference: z.string().min(1),
  path: FixturePath,
  read_only: z.boolean().optional(),
});

export const FixturesV1 = z.array(Unread);

/** Student files are in `/app`, fixtures apart from them. */
export const fixtureRoot = "/tmp/app/";

const LinkV1 = z.strictObject({
  url: z.string().min(1),
  description: z.string(),
  linked_tests: z.array(z.string()).optional(),
});

export const FeedbackV1 = z.strictObject({
  enabled: z.boolean().optional(),
  mode: z.literal("default").optional(),
  preferences: z
    .strictObject({
      general: z
        .strictObject({
          report_title: z.string().nullish(),
          show_score: z.boolean().optional(),
          show_passed_tests: z.boolean().optional(),
          add_report_summary: z.boolean().optional(),
          online_content: z.array(LinkV1).optional(),
        })
        .optional(),
      default: z
        .strictObject({
          category_headers: z
            .strictObject({
              base: z.string().optional(),
              bonus: z.string().optional(),
              penalty: z.string().optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});
