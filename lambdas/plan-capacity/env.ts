import * as z from "zod";

const count = z.coerce.number().pipe(z.int().nonnegative());
const positive = z.coerce.number().pipe(z.int().positive());

/** Environment variables of the Lambda, set by the construct `PlanCapacity`. */
export const Env = z.object({
  RELEASES_BUCKET: z.string().min(1),
  RESULTS_BUCKET: z.string().min(1),
  GRADING_QUEUE_URL: z.url(),
  REGRADING_QUEUE_URL: z.url(),
  CLUSTER: z.string().min(1),
  SERVICE: z.string().min(1),
  AUTO_SCALING_GROUP: z.string().min(1),
  MIN_HOSTS: count,
  MAX_HOSTS: positive,
  SLOTS_PER_HOST: positive,
  TARGET_WAIT_MS: positive,
  WARM_UP_LEAD_MS: count,
  SCALE_IN_COOL_DOWN_MS: count,
  IDLE_TO_ZERO_MS: count,
  REGRADE_WITHIN_MS: positive,
  ASSUMED_JOB_MS: positive,
});
