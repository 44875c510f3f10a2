import * as z from "zod";

/** Environment variables of the Lambda, set by the pipeline stack. */
export const Env = z.object({
  RELEASES_BUCKET: z.string().min(1),
  RESULTS_BUCKET: z.string().min(1),
  UPLOADS_QUEUE_URL: z.url(),
  GRADING_QUEUE_URL: z.url(),
});
