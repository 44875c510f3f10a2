import * as z from "zod";

/** Longer feedback is cut: nobody reads it. */
export const FEEDBACK_CHARACTERS = 4_000;

/**
 * Why there is none of the feedback that the assignment asks for: no model is switched on, the files are more than a
 * grading may spend on, the provider or its answer failed, or it took too long.
 */
export const MissingFeedback = z.enum(["off", "budget", "unavailable", "late"]);
export type MissingFeedback = z.infer<typeof MissingFeedback>;

/** What a language model wrote to the student about a grading. Never a part of the score, and untrusted. */
export const WrittenFeedback = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("written"), text: z.string().min(1).max(FEEDBACK_CHARACTERS) }),
  z.strictObject({ kind: z.literal("missing"), reason: MissingFeedback }),
]);
export type WrittenFeedback = z.infer<typeof WrittenFeedback>;
