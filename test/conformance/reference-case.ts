import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** One input of the reference system, and what it made of it. Only what is compared is read. */
export const ReferenceCase = z.object({
  id: z.string(),
  note: z.string(),
  input: z.looseObject({
    template_name: z.union([z.string(), z.array(z.string())]),
    language: z
      .string()
      .nullish()
      .transform((language) => language ?? undefined),
    criteria_config: z.unknown(),
    setup_config: z.unknown().optional(),
    feedback_config: z.unknown().optional(),
    files: z.record(z.string(), z.string()),
    /** What the asset store holds: bytes as Latin-1. */
    s3_objects: z.record(z.string(), z.string()).optional(),
  }),
  expected: z.object({
    /** Absent when the config could not be built. */
    status: z.enum(["success", "failed"]).optional(),
    final_score: z.number().nullish(),
    score_vector: z.record(z.string(), z.number()).nullish(),
    categories: z.record(z.string(), z.object({ score: z.number(), weight: z.number() })).nullish(),
    subjects: z.record(z.string(), z.object({ score: z.number(), weight: z.number() })).nullish(),
    tests: z.array(z.object({ path: z.string(), score: z.number(), weight: z.number() })).default([]),
    focus: z
      .record(z.string(), z.array(z.object({ name: z.string(), diff_score: z.number() })).nullable())
      .nullish(),
    failed_at_step: z.string().nullish(),
    error: z.string().nullish(),
  }),
});
export type ReferenceCase = z.infer<typeof ReferenceCase>;

const CaseFile = z.object({ cases: z.array(ReferenceCase) });

export function readCases(name: string): readonly ReferenceCase[] {
  const text = readFileSync(join(import.meta.dirname, "cases", `${name}.json`), "utf8");
  return CaseFile.parse(JSON.parse(text)).cases;
}

/** The config of a case as one file, in the reference system's own spelling. */
export function definitionText({ input }: ReferenceCase): string {
  const { template_name, criteria_config, setup_config, feedback_config, language } = input;
  // A page has no language; where programs run, the recordings that name none are of Python.
  const languages = language === undefined && template_name === "webdev" ? [] : [language ?? "python"];
  return JSON.stringify({ template_name, languages, criteria_config, setup_config, feedback_config });
}
