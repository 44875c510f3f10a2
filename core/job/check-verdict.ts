import * as z from "zod";
import type { CheckJob } from "#core/job/check-job.ts";
import { CheckId, Slug } from "#core/submission/ids.ts";

/** A message of the publications queue: what checking one thing of a release came to. */
export const CheckVerdict = z.strictObject({
  schema: z.literal(1),
  kind: z.literal("checked"),
  course: Slug,
  assignment: Slug,
  checkId: CheckId,
  index: z.int().nonnegative(),
  total: z.int().positive(),
  run: z.int().positive(),
  /** How a reference differs from what was expected; absent when it does not. */
  problem: z.string().max(8_000).optional(),
  /** Of each rule that cannot be used, by `ruleKey`. */
  rules: z.array(z.strictObject({ key: z.string(), problem: z.string() })).optional(),
  /** No host could do it: it is done anew when the assignment is uploaded again. */
  givenUp: z.literal(true).optional(),
  /** Absent when nothing was graded. */
  score: z.number().optional(),
});
export type CheckVerdict = z.infer<typeof CheckVerdict>;

/** The verdict on what a job is about. */
export function verdictOn(
  { course, assignment, checkId, index, total, run }: CheckJob,
  found: Pick<CheckVerdict, "problem" | "rules" | "givenUp" | "score">,
): CheckVerdict {
  return { schema: 1, kind: "checked", course, assignment, checkId, index, total, run, ...found };
}
