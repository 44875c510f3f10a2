import * as z from "zod";
import type { ReferenceJob } from "#core/job/reference-job.ts";
import { CheckId, Slug } from "#core/submission/ids.ts";

/** A message of the publications queue: what grading a reference came to. */
export const ReferenceVerdict = z.strictObject({
  schema: z.literal(1),
  kind: z.literal("reference-graded"),
  course: Slug,
  assignment: Slug,
  checkId: CheckId,
  index: z.int().nonnegative(),
  total: z.int().positive(),
  /** How it differs from what was expected; absent when it does not. */
  problem: z.string().max(8_000).optional(),
  /** No host could grade it: it is graded anew when the assignment is uploaded again. */
  givenUp: z.literal(true).optional(),
  /** Absent when it was not graded. */
  score: z.number().optional(),
});
export type ReferenceVerdict = z.infer<typeof ReferenceVerdict>;

/** The verdict on the reference that a job names. */
export function verdictOn(
  { course, assignment, checkId, index, total }: ReferenceJob,
  found: Pick<ReferenceVerdict, "problem" | "givenUp" | "score">,
): ReferenceVerdict {
  return { schema: 1, kind: "reference-graded", course, assignment, checkId, index, total, ...found };
}
