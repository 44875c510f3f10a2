import * as z from "zod";
import { queueLimits } from "#core/limits.ts";
import { aiEnvironment, type AiSettings, aiSettings } from "#runner/ai/ai-settings.ts";
import { type Environment, readEnvironment } from "#runner/environment.ts";

const MiB = 1024 * 1024;

/** The longest that SQS lets a request wait (ReceiveMessage, WaitTimeSeconds). */
const MAX_LONG_POLL_SECONDS = 20;

const count = z.coerce.number().pipe(z.int().nonnegative());
const positive = z.coerce.number().pipe(z.int().positive());
const text = z.string().min(1);

/** While they last, no boot runs beside jobs that come one after another or at once. An idle one takes 19 MiB. */
const spareSandboxes = 2;

/** What the runner reads of its environment, beside what the AWS SDK reads of it (region, credentials, endpoint). */
function environment(cpus: number) {
  return z.object({
    ASSAY_RELEASES_BUCKET: text,
    ASSAY_SUBMISSIONS_BUCKET: text,
    ASSAY_RESULTS_BUCKET: text,
    ASSAY_GRADING_QUEUE_URL: z.url(),
    /** Where publish-assignment is told what references came to. */
    ASSAY_PUBLICATIONS_QUEUE_URL: z.url(),
    ASSAY_REGRADING_QUEUE_URL: z.url().optional(),
    /** Gradings at the same time. A student's program may use one CPU at most, so more slots than CPUs only delay. */
    ASSAY_SLOTS: positive.default(Math.max(1, cpus)),
    /** Of this runner alone: what it finds there at its start is left over from its last life and removed. */
    ASSAY_STATE_DIR: text,
    /** Paths of the programs, not names to be looked up. */
    ASSAY_RUNSC: text,
    ASSAY_INIT: text,
    ASSAY_INJECTION: z.enum(["stream", "base64-exec"]).default("stream"),
    ASSAY_PLATFORM: z.enum(["systrap", "kvm", "ptrace"]).default("systrap"),
    /** Whether a runner that is root may do without control groups. */
    ASSAY_CGROUPS: z.enum(["required", "optional"]).default("required"),
    /** Sandboxes kept booted; one for each slot and some to spare when it is not set. */
    ASSAY_WARM: count.optional(),
    ASSAY_VISIBILITY_TIMEOUT_SECONDS: positive.default(queueLimits.visibilityTimeoutSeconds),
    /**
     * A drain waits for the polls that are on their way, and a poll whose host was killed swallows what comes
     * until its end, so a quarter of what SQS allows, for some cents a month.
     */
    ASSAY_LONG_POLL_SECONDS: z.coerce.number().pipe(z.int().positive().max(MAX_LONG_POLL_SECONDS)).default(5),
    ASSAY_CACHE_DISK_BYTES: count.default(20 * 1024 * MiB),
    /** OCI layouts, and archives of images, that assignments may name; what is not there comes from registries. */
    ASSAY_IMAGES_DIR: text.optional(),
    /** Of images that are unpacked. */
    ASSAY_IMAGES_DISK_BYTES: count.default(20 * 1024 * MiB),
    ASSAY_CACHE_MEMORY_BYTES: count.default(256 * MiB),
    /** Shorter than the `stopTimeout` of the ECS task, after which SIGKILL follows. */
    ASSAY_DRAIN_GRACE_MS: count.default(90_000),
    /** Of the ECS agent, which sets it in every container of a task. */
    ECS_AGENT_URI: z.url().optional(),
    ...aiEnvironment,
    /** Metrics are part of the lines: above `info` there are hardly any. */
    ASSAY_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  });
}

export interface Settings {
  readonly releasesBucket: string;
  readonly submissionsBucket: string;
  readonly resultsBucket: string;
  readonly gradingQueueUrl: string;
  readonly publicationsQueueUrl: string;
  readonly regradingQueueUrl: string | undefined;
  readonly slots: number;
  readonly stateDir: string;
  readonly runsc: string;
  readonly init: string;
  readonly injection: "stream" | "base64-exec";
  readonly platform: "systrap" | "kvm" | "ptrace";
  readonly cgroups: "required" | "optional";
  readonly warm: number;
  readonly visibilityTimeoutSeconds: number;
  readonly longPollSeconds: number;
  readonly cacheDiskBytes: number;
  readonly cacheMemoryBytes: number;
  readonly imagesDir: string | undefined;
  readonly imagesDiskBytes: number;
  readonly drainGraceMs: number;
  /** Undefined where this is no task of ECS. */
  readonly ecsAgentUri: string | undefined;
  /** Undefined when AI is off. */
  readonly ai: AiSettings | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

/** Throws a `SettingsError` that names every variable that is missing or wrong. */
export function readSettings(env: Environment, cpus: number): Settings {
  const read = readEnvironment(environment(cpus), env);
  return {
    releasesBucket: read.ASSAY_RELEASES_BUCKET,
    submissionsBucket: read.ASSAY_SUBMISSIONS_BUCKET,
    resultsBucket: read.ASSAY_RESULTS_BUCKET,
    gradingQueueUrl: read.ASSAY_GRADING_QUEUE_URL,
    publicationsQueueUrl: read.ASSAY_PUBLICATIONS_QUEUE_URL,
    regradingQueueUrl: read.ASSAY_REGRADING_QUEUE_URL,
    slots: read.ASSAY_SLOTS,
    stateDir: read.ASSAY_STATE_DIR,
    runsc: read.ASSAY_RUNSC,
    init: read.ASSAY_INIT,
    injection: read.ASSAY_INJECTION,
    platform: read.ASSAY_PLATFORM,
    cgroups: read.ASSAY_CGROUPS,
    warm: read.ASSAY_WARM ?? read.ASSAY_SLOTS + spareSandboxes,
    visibilityTimeoutSeconds: read.ASSAY_VISIBILITY_TIMEOUT_SECONDS,
    longPollSeconds: read.ASSAY_LONG_POLL_SECONDS,
    cacheDiskBytes: read.ASSAY_CACHE_DISK_BYTES,
    cacheMemoryBytes: read.ASSAY_CACHE_MEMORY_BYTES,
    imagesDir: read.ASSAY_IMAGES_DIR,
    imagesDiskBytes: read.ASSAY_IMAGES_DISK_BYTES,
    drainGraceMs: read.ASSAY_DRAIN_GRACE_MS,
    ecsAgentUri: read.ECS_AGENT_URI,
    ai: aiSettings(read),
    logLevel: read.ASSAY_LOG_LEVEL,
  };
}
