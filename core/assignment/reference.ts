import * as z from "zod";
import { Language } from "#core/assignment/language.ts";

/** A sample submission, and what grading it must come to before a release is made current. */
export const Reference = z.strictObject({
  /** Below the `references/` folder beside the assignment file. */
  path: z.string(),
  language: Language.optional(),
  expected: z.discriminatedUnion("outcome", [
    z.strictObject({
      outcome: z.literal("graded"),
      score: z.number(),
      /** How far the score may be from it, either way. */
      tolerance: z.number().nonnegative(),
      /** Scores of single tests by their ids; of the others nothing is expected. */
      tests: z.record(z.string(), z.number()),
    }),
    z.strictObject({ outcome: z.literal("rejected") }),
  ]),
});
export type Reference = z.infer<typeof Reference>;
