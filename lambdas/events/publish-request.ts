import * as z from "zod";
import { Slug } from "#core/submission/ids.ts";

/** Our own message of the publications queue: one assignment, because a shared asset of its course changed. */
export const PublishRequest = z.strictObject({
  schema: z.literal(1),
  kind: z.literal("publish"),
  course: Slug,
  assignment: Slug,
});
export type PublishRequest = z.infer<typeof PublishRequest>;
