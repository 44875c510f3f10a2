import * as z from "zod";
import { misspeltSettings } from "#core/deployment.ts";
import { capacityDefaults } from "#core/limits.ts";

const count = z.coerce.number().pipe(z.int().nonnegative());
const positive = z.coerce.number().pipe(z.int().positive());

/** The operating system, the image of the runner, and logs of the daemons. */
const SYSTEM_DISK_GIB = 10;

/** Of the snapshot in ECS's image of Amazon Linux 2023: EC2 starts no host with a smaller disk. */
const IMAGE_DISK_GIB = 30;

/** Names of types of EC2, `family.size`, with commas between them. */
const InstanceTypes = z
  .string()
  .transform((text) => text.split(",").map((type) => type.trim()))
  .pipe(z.array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be like c6a.xlarge,c5a.xlarge")));

/** What differs between deployments. Set with `cdk deploy -c <name>=<value>` or in the context of `cdk.json`. */
const Settings = z
  .strictObject({
    /** `destroy` deletes buckets with their stack: for laptops and tests, never where grades are kept. */
    removal: z.enum(["retain", "destroy"]).default("retain"),
    /** Of the Lambdas. Their bundles are plain JavaScript, so this is a question of price alone. */
    architecture: z.enum(["arm64", "x86_64"]).default("arm64"),
    /** Of logs. */
    retentionDays: z.coerce
      .number()
      .pipe(z.literal([7, 14, 30, 90, 180, 365]))
      .default(30),
    /** How long a replaced or deleted object can still be brought back, and an old upload regraded. */
    noncurrentDays: z.coerce.number().int().min(1).max(3650).default(180),
    /**
     * Of the hosts, the cheapest on demand first; they say for which processor the image is built. Several of one size,
     * because Spot takes from those that it has most of.
     */
    instanceTypes: InstanceTypes.default(["c6a.xlarge", "c5a.xlarge", "c6i.xlarge", "c5.xlarge"]),
    /** Percent of the hosts. */
    spotShare: z.coerce.number().pipe(z.int().min(0).max(100)).default(75),
    /** `isolated` has endpoints instead of a way out; `public` is cheaper and lets hosts pull images from registries. */
    network: z.enum(["isolated", "public"]).default("isolated"),
    /** Of a host. What the system leaves of it is for bundles and unpacked images, half each. */
    diskGiB: z.coerce.number().pipe(z.int().min(IMAGE_DISK_GIB).max(16_384)).default(IMAGE_DISK_GIB),
    /** Model or inference profile of Bedrock that judges AI tests and writes feedback. */
    aiModelId: z
      .string()
      .regex(
        /^(?!arn:)[a-z0-9][a-z0-9.:-]*$/,
        "must be the id of a model or of an inference profile, not its ARN",
      )
      .optional(),
    /** Whether EventBridge is told of what is made in the results bucket, which costs a dollar for a million objects. */
    resultEvents: z.enum(["on", "off"]).default("off"),
    /** Who is told of alarms; nobody is, when it is not set. */
    alarmEmail: z.email().optional(),
    /** What an hour of a host costs with its disk, on average, for the dashboard: four CPUs, three quarters Spot. */
    hostHourUsd: z.coerce.number().positive().default(0.104),
    minHosts: count.default(capacityDefaults.minHosts),
    maxHosts: positive.default(capacityDefaults.maxHosts),
    slotsPerHost: positive.default(capacityDefaults.slotsPerHost),
    targetWaitMs: positive.default(capacityDefaults.targetWaitMs),
    warmUpLeadMs: count.default(capacityDefaults.warmUpLeadMs),
    scaleInCoolDownMs: count.default(capacityDefaults.scaleInCoolDownMs),
    idleToZeroMs: count.default(capacityDefaults.idleToZeroMs),
    regradeWithinMs: positive.default(capacityDefaults.regradeWithinMs),
    assumedJobMs: positive.default(capacityDefaults.assumedJobMs),
  })
  .refine(({ minHosts, maxHosts }) => minHosts <= maxHosts, {
    path: ["minHosts"],
    error: "must not be more than maxHosts",
  });
export type Settings = Readonly<z.infer<typeof Settings>>;

/** Reads settings from CDK context; a wrong name or value ends synthesis with what it may be. */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const known = Object.keys(Settings.shape);
  const misspelt = misspeltSettings(Object.keys(context), known);
  const parsed = Settings.safeParse(Object.fromEntries(known.map((name) => [name, context[name]])));
  if (parsed.success && misspelt.length === 0) return parsed.data;
  const problems = [
    ...misspelt.map((problem) => `✖ ${problem}`),
    ...(parsed.success ? [] : [z.prettifyError(parsed.error)]),
  ];
  throw new Error(`context of the CDK app is wrong\n${problems.join("\n")}`);
}

/** What a host may keep of bundles, and as much again of unpacked images. */
export function cacheBytes({ diskGiB }: Settings): number {
  return Math.floor(((diskGiB - SYSTEM_DISK_GIB) * 1024 ** 3) / 2);
}
