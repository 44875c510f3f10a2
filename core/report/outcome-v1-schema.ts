import * as z from "zod";
import { Language } from "#core/assignment/language.ts";

/** The terminal outcome of the reference system's contracts, version 1.0: what its hosts read. */

const Score = z.number().min(0).max(100);

const OutcomeError = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  message: z.string().min(1),
  category: z.enum(["definition", "submission", "capability", "provider", "internal"]),
  retryable: z.boolean(),
  correlation_id: z.string().min(1),
});

const TestOutcome = z.strictObject({
  type: z.literal("test"),
  id: z.string().min(1),
  /** The test function. */
  evaluator: z.string().min(1),
  name: z.string(),
  score: Score,
  weight: z.number().min(0),
  /** Empty for a test whose report the student may not see. */
  report: z.string(),
  /** The file that the test names; null also for a test whose details the student may not see. */
  file_target: z.array(z.string()).nullable(),
  /** As the assignment has them, defaults filled in; empty for a test whose details the student may not see. */
  parameters: z.record(z.string(), z.unknown()),
});
export type TestOutcome = z.infer<typeof TestOutcome>;

export interface SubjectOutcome {
  type: "subject";
  name: string;
  score: number;
  weight: number;
  subjects: SubjectOutcome[];
  tests: TestOutcome[];
}

const SubjectOutcome: z.ZodType<SubjectOutcome> = z
  .strictObject({
    type: z.literal("subject"),
    name: z.string(),
    score: Score,
    weight: z.number().min(0),
    get subjects() {
      return z.array(SubjectOutcome);
    },
    tests: z.array(TestOutcome),
  })
  .meta({ id: "SubjectOutcome" });

const CategoryOutcome = z.strictObject({
  type: z.literal("category"),
  name: z.enum(["base", "bonus", "penalty"]),
  score: Score,
  weight: z.number().min(0).max(100),
  subjects: z.array(SubjectOutcome),
  tests: z.array(TestOutcome),
});
export type CategoryOutcome = z.infer<typeof CategoryOutcome>;

const CriterionDelta = z.strictObject({
  /** The id of the test. */
  path: z.string().min(1),
  status: z.enum(["improved", "regressed", "unchanged", "introduced", "removed"]),
  baseline_score: Score.nullable(),
  head_score: Score.nullable(),
  delta: z.number().min(-100).max(100).nullable(),
});

const ComparisonContent = z.strictObject({
  score_delta: z.number().min(-100).max(100),
  improved: z.boolean(),
  test_deltas: z.array(CriterionDelta),
});

/** Reports and comparisons are made apart from the outcome, so that a fault of theirs never touches a grade. */
function enrichment<Content extends z.ZodType>(content: Content) {
  return z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("disabled"), content: z.null(), error: z.null() }),
    z.strictObject({ status: z.literal("completed"), content, error: z.null() }),
    z.strictObject({ status: z.literal("failed"), content: z.null(), error: OutcomeError }),
  ]);
}

const common = {
  schema_version: z.literal("1.0"),
  execution_id: z.string().min(1),
  language: Language.nullable(),
  provenance: z.strictObject({
    schema_version: z.literal("1.0"),
    definition_hash: z.string().regex(/^[0-9a-f]{64}$/),
    reference: z.string().min(1).nullable(),
    revision: z.int().positive().nullable(),
  }),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  duration_ms: z.int().min(0),
  /** The report as Markdown, where the assignment has wishes about it. */
  feedback: enrichment(z.string()),
  comparison: enrichment(ComparisonContent),
};

const CompletedOutcome = z.strictObject({
  ...common,
  status: z.literal("completed"),
  score: Score,
  tree: z.strictObject({
    type: z.literal("root"),
    name: z.literal("root"),
    score: Score,
    base: CategoryOutcome,
    bonus: CategoryOutcome.nullable(),
    penalty: CategoryOutcome.nullable(),
  }),
  error: z.null(),
});

const FailedOutcome = z.strictObject({
  ...common,
  status: z.literal("failed"),
  score: z.null(),
  tree: z.null(),
  error: OutcomeError,
});

export const OutcomeV1 = z.discriminatedUnion("status", [CompletedOutcome, FailedOutcome]);
export type OutcomeV1 = z.infer<typeof OutcomeV1>;

export function outcomeV1JsonSchema(): object {
  return { title: "Outcome v1", ...z.toJSONSchema(OutcomeV1) };
}
