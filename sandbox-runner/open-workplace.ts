import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { openAi } from "#runner/ai/open-ai.ts";
import type { AwsClients } from "#runner/aws-clients.ts";
import { type Backlog, observeBacklog } from "#runner/consume/backlog.ts";
import { changeVisibility } from "#runner/consume/delivery.ts";
import { pollFor } from "#runner/consume/poll.ts";
import { type DeliveryPorts, processDelivery } from "#runner/consume/process-delivery.ts";
import type { SlotOptions } from "#runner/consume/slots.ts";
import { handleJob } from "#runner/grade/handle-job.ts";
import { handleCheck } from "#runner/grade/handle-check.ts";
import { openBundleCache } from "#runner/prepare/bundle-cache.ts";
import { mountedBundleBytes } from "#runner/prepare/extracted-bundle.ts";
import { s3BundleFetcher } from "#runner/prepare/fetch-bundle.ts";
import { releaseFetcher } from "#runner/prepare/fetch-release.ts";
import { openImageStore } from "#runner/images/open-image-store.ts";
import type { Settings } from "#runner/settings.ts";
import { refillByDemand } from "#runner/sandbox/refill.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";

/** Up to this size a bundle is streamed into a sandbox, and so is worth keeping in memory. */
const MEMORY_FILE_BYTES = 16 * 1024 * 1024;

/** Sandboxes, caches and queues, ready for jobs. Disposing it kills every idle sandbox. */
export interface Workplace extends AsyncDisposable {
  /** What the slots do; `drained` returns their jobs to the queue. */
  slots(drained: AbortSignal): SlotOptions;
}

/** Where its sandboxes come from. */
export type OpenPool = (settings: Settings, log: Logger, backlog: Backlog) => Promise<SandboxPool>;

/** Rejects with `sandbox_unavailable` when this host has no working sandbox: it then takes no job at all. */
export async function openWorkplace(
  settings: Settings,
  { s3, sqs }: AwsClients,
  log: Logger,
  openPool: OpenPool,
): Promise<Workplace> {
  await using opened = new AsyncDisposableStack();
  const ai = settings.ai && opened.use(openAi(settings.ai));
  const clock = () => performance.now();
  const backlog = observeBacklog(clock);
  const pool = opened.use(await openPool(settings, log, backlog));
  const bundles = await openBundleCache({
    dir: join(settings.stateDir, "bundles"),
    maxDiskBytes: settings.cacheDiskBytes,
    maxMemoryBytes: settings.cacheMemoryBytes,
    memoryFileBytes: MEMORY_FILE_BYTES,
    extractedBytes: mountedBundleBytes,
    fetch: s3BundleFetcher(s3, settings.releasesBucket),
    logger: log,
  });
  const jobPorts = {
    s3,
    sqs,
    releasesBucket: settings.releasesBucket,
    publicationsQueueUrl: settings.publicationsQueueUrl,
    results: { s3, bucket: settings.resultsBucket },
    fetchRelease: releaseFetcher(s3, settings.releasesBucket),
    bundles,
    pool,
    ai: ai?.port,
    clock,
    now: () => new Date(),
  };
  const deliveryPorts: DeliveryPorts = {
    sqs,
    submissionsBucket: settings.submissionsBucket,
    visibilityTimeoutMs: settings.visibilityTimeoutSeconds * 1000,
    handle: (job, jobLog, signal, isLastTry) =>
      "kind" in job
        ? handleCheck(job, jobPorts, signal)
        : handleJob(job, { ...jobPorts, isLastTry }, jobLog, signal),
    clock,
    now: jobPorts.now,
    log,
  };
  const owned = opened.move();
  return {
    slots: (drained) => ({
      count: settings.slots,
      openPoll: () => backlog.watch(pollFor(sqs, settings)),
      work: (delivery) => processDelivery(delivery, deliveryPorts, drained),
      giveBack: (delivery) => changeVisibility(sqs, delivery, 0),
      pause,
      log,
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Sandboxes of this host's own gVisor. */
export async function openHostPool(settings: Settings, log: Logger, backlog: Backlog): Promise<SandboxPool> {
  return await openSandboxPool({
    runscPath: settings.runsc,
    initPath: settings.init,
    stateDir: join(settings.stateDir, "sandboxes"),
    platform: settings.platform,
    injection: settings.injection,
    warm: settings.warm,
    cgroups: settings.cgroups,
    refill: refillByDemand({ slots: settings.slots, jobsWait: () => backlog.waiting }),
    logger: log,
    images: openImageStore({
      dir: join(settings.stateDir, "images"),
      sources: settings.imagesDir,
      initPath: settings.init,
      maxDiskBytes: settings.imagesDiskBytes,
    }),
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
