import * as z from "zod";
import { SubmissionId } from "#core/submission/ids.ts";

/** A taken attempt of a student: which submission holds it. Deleted when the platform fails that submission. */
export const AttemptSlot = z.strictObject({ schema: z.literal(1), submissionId: SubmissionId });
export type AttemptSlot = z.infer<typeof AttemptSlot>;
