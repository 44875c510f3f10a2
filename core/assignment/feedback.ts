import * as z from "zod";

/** What an instructor chose about the report. Names and texts only: nothing of it changes a score. */
export const Feedback = z.strictObject({
  /** In place of the headline; the score is then a line of its own. */
  reportTitle: z.string().optional(),
  /** Whether a report for people has any points in it, the total or a test's. */
  showScore: z.boolean(),
  showPassedTests: z.boolean(),
  showSummary: z.boolean(),
  /** Shown when a test they are for failed; for none in particular, always. `tests` are names or ids. */
  resources: z.array(
    z.strictObject({ url: z.string(), description: z.string(), tests: z.array(z.string()) }),
  ),
  categoryHeadings: z.strictObject({
    base: z.string().optional(),
    bonus: z.string().optional(),
    penalty: z.string().optional(),
  }),
});
export type Feedback = z.infer<typeof Feedback>;

export const defaultFeedback: Feedback = {
  showScore: true,
  showPassedTests: true,
  showSummary: true,
  resources: [],
  categoryHeadings: {},
};
