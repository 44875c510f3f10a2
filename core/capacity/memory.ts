import * as z from "zod";

const Time = z.int().nonnegative();

/** What the policy remembers from one minute to the next: a few hundred bytes. */
export const CapacityMemory = z.strictObject({
  schema: z.literal(1),
  /** The hosts that were wanted of late, oldest first; no older than the cool-down. */
  wanted: z.array(z.strictObject({ atMs: Time, hosts: z.int().nonnegative() })).max(100),
  /** When there was work last. */
  workedAtMs: Time.optional(),
  /** Since when there is something to regrade. */
  regradingSinceMs: Time.optional(),
});
export type CapacityMemory = z.infer<typeof CapacityMemory>;

export const noMemory: CapacityMemory = { schema: 1, wanted: [] };
