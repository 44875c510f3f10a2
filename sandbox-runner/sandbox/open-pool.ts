import { access, constants, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AssayError } from "#core/errors.ts";
import type { SandboxFacts } from "#core/grading/result.ts";
import { prepareCgroups } from "./cgroup.ts";
import type { ContainerSize } from "./container.ts";
import { base64ExecInjector } from "./inject-base64-exec.ts";
import { streamInjector } from "./inject-stream.ts";
import { WarmPool, warmSize } from "./pool.ts";
import { probe, readVersion } from "./probe.ts";
import { recover } from "./recover.ts";
import { prepareRoot } from "./rootfs.ts";
import { createRunDirectory, removeRunDirectory } from "./run-directory.ts";
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
  const cgroups = rootless ? null : await prepareCgroups();
  if (cgroups === null && !rootless) logger.warn({}, "no control groups: init alone holds the memory limit");
  await mkdir(stateDir, { recursive: true });
  const swept = await recover({ stateDirectory: stateDir, cgroups });
  if (swept > 0) logger.info({ swept }, "sandboxes of killed agents were removed");
  await using cleanup = new AsyncDisposableStack();
  const run = await createRunDirectory(stateDir);
  cleanup.defer(() => removeRunDirectory(run));
  const root = await prepareRoot({
    directory: join(run.path, "root"),
    initPath: settings.initPath,
    nodePath: process.execPath,
  });
  const { runscPath, platform, injection } = settings;
  const host: RunscHost = { runscPath, platform, rootless, cgroups, root, runDirectory: run.path };
  const boot = sandboxFactory({
    host,
    runId: run.runId,
    injection,
    runscVersion: await readVersion(runscPath),
  });
  const verdict = await probe({
    boot: () => boot({ size: warmSize, warm: false }),
    stateDir,
    host,
    initPath: settings.initPath,
  });
  if (verdict.idlesHot) logger.warn({ ...verdict }, "this build of runsc idles hot: no sandbox is kept warm");
  const pool = new WarmPool({ target: verdict.idlesHot ? 0 : settings.warm, boot, logger });
  cleanup.use(pool);
  await pool.fill();
  const owned = cleanup.move();
  return { take: (needs) => pool.take(needs), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function sandboxFactory(options: {
  readonly host: RunscHost;
  readonly runId: string;
  readonly injection: SandboxFacts["injection"];
  readonly runscVersion: string;
}) {
  const { host, runId, injection, runscVersion } = options;
  let count = 0;
  return ({
    size,
    warm,
  }: {
    readonly size: ContainerSize;
    readonly warm: boolean;
  }): Promise<RunscSandbox> => {
    count += 1;
    return bootSandbox({
      host,
      // Of fixed length: runsc takes the prefix of an id for the id.
      id: `assay-${runId}-${String(count).padStart(8, "0")}`,
      size,
      injector: injectors[injection],
      facts: {
        runscVersion,
        platform: host.platform,
        rootless: host.rootless,
        limitsBy: host.cgroups === null ? "rlimit" : "cgroup",
        injection,
        warm,
      },
    });
  };
}

async function assertInstalled({ runscPath, initPath }: SandboxSettings): Promise<void> {
  for (const path of [runscPath, initPath]) {
    await access(path, constants.X_OK).catch((error: unknown) => {
      const detail = `${path} is not there or cannot be run: run \`make setup\`, which installs it`;
      throw new AssayError("sandbox_unavailable", { detail }, { cause: error });
    });
  }
}
