import * as z from "zod";

/**
 * What an instructor wishes of feedback that a language model writes beside the report. It is a part of what the
 * model is told and of nothing that a student reads as it is.
 */
export const AiFeedback = z.strictObject({
  /** How far it may go towards a solution. */
  solutions: z.enum(["none", "hint", "full"]),
  tone: z.string().optional(),
  /** The name under which it speaks. */
  persona: z.string().optional(),
  /** What the assignment is about. */
  context: z.string().optional(),
  orientations: z.string().optional(),
  /** Submitted files that it is shown, and folders; absent means every text file. */
  files: z.array(z.string()).min(1).optional(),
});
export type AiFeedback = z.infer<typeof AiFeedback>;
