import * as z from "zod";

/** Environment variables of the Lambda, set by the pipeline stack. */
export const Env = z.object({
  SUBMISSIONS_BUCKET: z.string().min(1),
  RESULTS_BUCKET: z.string().min(1),
  PUBLICATIONS_QUEUE_URL: z.url(),
});
