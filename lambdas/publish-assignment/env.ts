import * as z from "zod";

/** Environment variables of the Lambda, set by the pipeline stack. */
export const Env = z.object({
  ASSIGNMENTS_BUCKET: z.string().min(1),
  RELEASES_BUCKET: z.string().min(1),
  PUBLICATIONS_QUEUE_URL: z.url(),
  GRADING_QUEUE_URL: z.url(),
});
