import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Scored = z.object({ score: z.number(), weight: z.number() });

/** What the reference system says of a setup step that failed. */
const ErrorDetails = z.looseObject({
  error_type: z.string().optional(),
  command_name: z.string().optional(),
  failed_command: z.looseObject({ exit_code: z.number().nullish() }).optional(),
});

/** One input of the reference system, and what it made of it. Only what is compared is read. */
export const ReferenceCase = z.object({
  id: z.string(),
  note: z.string().default(""),
  input: z.looseObject({
    template_name: z.union([z.string(), z.array(z.string())]),
    language: z
      .string()
      .nullish()
      .transform((language) => language ?? undefined),
    locale: z.string().nullish(),
    include_feedback: z.boolean().nullish(),
    criteria_config: z.unknown(),
    setup_config: z.unknown().optional(),
    feedback_config: z.unknown().optional(),
    files: z.record(z.string(), z.string()),
    /** What the asset store holds: bytes as Latin-1. */
    s3_objects: z.record(z.string(), z.string()).optional(),
  }),
  expected: z.object({
    /** Absent when the config could not be built. */
    status: z.enum(["success", "failed", "interrupted"]).optional(),
    final_score: z.number().nullish(),
    score_vector: z.record(z.string(), z.number()).nullish(),
    categories: z.record(z.string(), Scored).nullish(),
    subjects: z.record(z.string(), Scored).nullish(),
    tests: z
      .array(Scored.extend({ path: z.string(), multiplier: z.number().optional() }))
      .nullish()
      .transform((tests) => tests ?? []),
    focus: z
      .record(z.string(), z.array(z.object({ name: z.string(), diff_score: z.number() })).nullable())
      .nullish(),
    failed_at_step: z.string().nullish(),
    error: z.string().nullish(),
    build_error: z.string().nullish(),
    steps: z.array(z.union([z.string(), z.looseObject({ error_details: ErrorDetails.nullish() })])).nullish(),
    has_feedback: z.boolean().nullish(),
    headings: z.array(z.string()).nullish(),
  }),
});
export type ReferenceCase = z.infer<typeof ReferenceCase>;

const CaseFile = z.object({ cases: z.array(ReferenceCase) });

export function readCases(name: string): readonly ReferenceCase[] {
  const text = readFileSync(join(import.meta.dirname, "cases", `${name}.json`), "utf8");
  return CaseFile.parse(JSON.parse(text)).cases;
}

/** The language that a case is graded in: where programs run, the recordings that name none are of Python. */
export function languagesOf({ input }: ReferenceCase): readonly string[] {
  const { template_name: template, language } = input;
  return language === undefined && template === "webdev" ? [] : [language ?? "python"];
}

/** The config of a case as one file, in the reference system's own spelling. */
export function definitionText(example: ReferenceCase): string {
  const { template_name, criteria_config, setup_config, feedback_config } = example.input;
  const languages = languagesOf(example);
  return JSON.stringify({ template_name, languages, criteria_config, setup_config, feedback_config });
}
