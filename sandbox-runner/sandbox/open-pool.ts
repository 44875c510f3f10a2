import { access, constants, mkdir } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { AssayError } from "#core/errors.ts";
import type { SandboxFacts } from "#core/grading/result.ts";
import type { ImageStore } from "#runner/images/image-store.ts";
import { containerMemoryBytes, prepareCgroups } from "./prepare-cgroups.ts";
import type { CgroupVersion } from "./cgroup.ts";
import { base64ExecInjector } from "./inject-base64-exec.ts";
import { streamInjector } from "./inject-stream.ts";
import { type BootOptions, WarmPool, warmSize } from "./pool.ts";
import { probe, readVersion } from "./probe.ts";
import { recover } from "./recover.ts";
import { type RefillPolicy, refillWhenQuiet } from "./refill.ts";
import { prepareRoot } from "./rootfs.ts";
import { createRunDirectory, removeRunDirectory, sandboxIdsOf } from "./run-directory.ts";
import { bootSandbox, type RunscSandbox } from "./runsc-sandbox.ts";
import type { RunscHost } from "./runsc-host.ts";
import { type SandboxLogger, silentLogger } from "./sandbox-logger.ts";
import type { SandboxPool } from "./sandbox.ts";

export interface SandboxSettings {
  readonly runscPath: string;
  /** The static supervisor, built by `scripts/build-init`. */
  readonly initPath: string;
  /** Owned by this user; several processes may share it. */
  readonly stateDir: string;
  readonly platform: RunscHost["platform"];
  readonly injection: SandboxFacts["injection"];
  /** Sandboxes kept booted. 0 boots one for each grading. */
  readonly warm: number;
  /** Of all sandboxes by their limits; three quarters of the host's when it is not set. */
  readonly memoryBytes?: number;
  /** Roots for assignments that name an image. */
  readonly images?: ImageStore;
  /**
   * Whether root goes on without control groups: init alone then holds the memory limit, nothing shares the processors,
   * and results say so.
   * @default "required"
   */
  readonly cgroups?: "required" | "optional";
  readonly refill?: RefillPolicy;
  readonly logger?: SandboxLogger;
}

const injectors = { stream: streamInjector, "base64-exec": base64ExecInjector };

/**
 * A pool of sandboxes on this host. Sweeps away what killed agents left, probes runsc, boots the warm members.
 * Rejects with `sandbox_unavailable` when no working sandbox can be had: nothing is ever run without one.
 */
export async function openSandboxPool(settings: SandboxSettings): Promise<SandboxPool> {
  const { logger = silentLogger, stateDir } = settings;
  await assertInstalled(settings);
  const rootless = process.getuid?.() !== 0;
  const cgroups = rootless ? null : await cgroupsFor(settings);
  await mkdir(stateDir, { recursive: true }).catch(unusable);
  const swept = await recover({ stateDirectory: stateDir, cgroups }).catch(unusable);
  if (swept > 0) logger.info({ swept }, "sandboxes of killed agents were removed");
  await using cleanup = new AsyncDisposableStack();
  const run = await createRunDirectory(stateDir).catch(unusable);
  cleanup.defer(() => removeRunDirectory(run));
  const root = await prepareRoot({
    directory: join(run.path, "root"),
    initPath: settings.initPath,
    nodePath: process.execPath,
  }).catch(unusable);
  const { runscPath, platform, injection } = settings;
  const host: RunscHost = { runscPath, platform, rootless, cgroups, root, runDirectory: run.path };
  const boot = sandboxFactory({
    host,
    runId: run.runId,
    injection,
    images: settings.images,
    runscVersion: await readVersion(runscPath),
  });
  const verdict = await probe({ boot: () => boot(probeBoot), stateDir, host, initPath: settings.initPath });
  if (verdict.idlesHot) logger.warn({ ...verdict }, "this build of runsc idles hot: no sandbox is kept warm");
  const pool = new WarmPool({
    target: verdict.idlesHot ? 0 : settings.warm,
    memoryBytes: settings.memoryBytes ?? Math.min(totalmem(), await containerMemoryBytes()) * sandboxesShare,
    boot,
    refill: settings.refill ?? refillWhenQuiet,
    logger,
  });
  cleanup.use(pool);
  await pool.fill();
  const owned = cleanup.move();
  return {
    take: (needs, signal) => pool.take(needs, signal),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const probeBoot: BootOptions = {
  size: warmSize,
  warm: false,
  image: undefined,
  signal: new AbortController().signal,
};

/** The rest is for the agent, the host, and the files that both read. */
const sandboxesShare = 0.75;

function sandboxFactory(options: {
  readonly host: RunscHost;
  readonly runId: string;
  readonly injection: SandboxFacts["injection"];
  readonly images: ImageStore | undefined;
  readonly runscVersion: string;
}) {
  const { host, runId, injection, images, runscVersion } = options;
  let count = 0;
  return async ({ size, warm, image, signal }: BootOptions): Promise<RunscSandbox> => {
    count += 1;
    // Of fixed length: runsc takes the prefix of an id for the id.
    const id = `${sandboxIdsOf(runId)}${String(count).padStart(8, "0")}`;
    await using scope = new AsyncDisposableStack();
    const root = image === undefined ? host.root : scope.use(await rootOf(images, image, signal));
    signal.throwIfAborted();
    const sandbox = await bootSandbox({
      host: { ...host, root },
      id,
      size,
      injector: injectors[injection],
      facts: {
        runscVersion,
        platform: host.platform,
        rootless: host.rootless,
        limitsBy: host.cgroups === null ? "rlimit" : "cgroup",
        injection,
        warm,
        ...(image !== undefined && { image }),
      },
    });
    const held = scope.move();
    void sandbox.disposed.then(() => held.disposeAsync());
    return sandbox;
  };
}

async function rootOf(images: ImageStore | undefined, image: string, signal: AbortSignal) {
  if (images !== undefined) return await images.rootFor(image, signal);
  throw new AssayError("sandbox_unavailable", {
    detail: `there are no images here, and ${image} is asked for`,
  });
}

async function cgroupsFor({ cgroups, logger }: SandboxSettings): Promise<CgroupVersion | null> {
  try {
    return await prepareCgroups();
  } catch (error) {
    if (cgroups !== "optional") throw noCgroups(error);
    logger?.warn({ err: error }, "no control groups: init alone holds the memory limit");
    return null;
  }
}

function noCgroups(cause: unknown): AssayError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  const detail = `root makes control groups, and cannot: ${problem}. Give it a writable /sys/fs/cgroup (in a container: -v /sys/fs/cgroup:/sys/fs/cgroup:rw --cgroupns=host), run it as an ordinary user, or say ASSAY_CGROUPS=optional`;
  return new AssayError("sandbox_unavailable", { detail }, { cause });
}

/** A disk that is full, or a directory of another user's. */
function unusable(error: unknown): never {
  const detail = `the state directory cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  throw new AssayError("sandbox_unavailable", { detail }, { cause: error });
}

async function assertInstalled({ runscPath, initPath }: SandboxSettings): Promise<void> {
  for (const path of [runscPath, initPath]) {
    await access(path, constants.X_OK).catch((error: unknown) => {
      const detail = `${path} is not there or cannot be run: run \`make setup\`, which installs it`;
      throw new AssayError("sandbox_unavailable", { detail }, { cause: error });
    });
  }
}
