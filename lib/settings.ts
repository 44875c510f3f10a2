import * as z from "zod";

/** What differs between deployments. Set with `cdk deploy -c <name>=<value>` or in the context of `cdk.json`. */
const Settings = z.strictObject({
  /** `destroy` deletes buckets with their stack: for laptops and tests, never where grades are kept. */
  removal: z.enum(["retain", "destroy"]).default("retain"),
  /** The bundles are plain JavaScript, so this is a question of price alone. */
  architecture: z.enum(["arm64", "x86_64"]).default("arm64"),
  /** Of logs. */
  retentionDays: z.coerce
    .number()
    .pipe(z.literal([7, 14, 30, 90, 180, 365]))
    .default(30),
  /** How long a replaced or deleted object can still be brought back, and an old upload regraded. */
  noncurrentDays: z.coerce.number().int().min(1).max(3650).default(180),
});
export type Settings = Readonly<z.infer<typeof Settings>>;

/** Reads settings from CDK context; a wrong value ends synthesis with its name and what it may be. */
export function readSettings(context: (key: string) => unknown): Settings {
  const given = Object.fromEntries(Object.keys(Settings.shape).map((key) => [key, context(key)]));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(`context of the CDK app is wrong\n${z.prettifyError(parsed.error)}`);
}
