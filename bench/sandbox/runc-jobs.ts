import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { commandLimitDefaults } from "#core/limits.ts";
import type { Container } from "#runner/sandbox/container.ts";
import { streamInjector } from "#runner/sandbox/inject-stream.ts";
import { ociSpec } from "#runner/sandbox/oci-spec.ts";
import type { SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { warmSize } from "#runner/sandbox/pool.ts";
import { prepareRoot } from "#runner/sandbox/rootfs.ts";
import type { RunscHost } from "#runner/sandbox/runsc-host.ts";
import { RunscSandbox } from "#runner/sandbox/runsc-sandbox.ts";
import type { Contender } from "./contender.ts";
import { runJob } from "./sandbox-jobs.ts";

const bootDeadlineMs = 20_000;
/** Init asks the kernel how much memory is in use, and without gVisor that is the host's. */
const limits = { ...commandLimitDefaults, memoryBytes: totalmem() };

/** The same init in a container of runc, started for each job: what gVisor's isolation costs is the difference. */
export async function runcJobs(settings: SandboxSettings): Promise<Contender> {
  const runDirectory = await mkdtemp(join(tmpdir(), "assay-bench-runc-"));
  const { initPath, platform } = settings;
  const directory = join(runDirectory, "root");
  const root = await prepareRoot({ directory, initPath, nodePath: process.execPath });
  const host = { runscPath: "runc", platform, rootless: false, cgroups: null, root, runDirectory };
  return {
    run: (work) => runJob(() => boot(host), work, limits),
    [Symbol.asyncDispose]: () => rm(runDirectory, { recursive: true }),
  };
}

async function boot(host: RunscHost): Promise<RunscSandbox> {
  const id = `assay-bench-${randomBytes(6).toString("hex")}`;
  const container = await startRunc(host, id);
  const facts = {
    runscVersion: "none",
    platform: host.platform,
    rootless: false,
    limitsBy: "cgroup",
    injection: "stream",
    warm: false,
  } as const;
  const sandbox = new RunscSandbox({ host, id, size: warmSize, injector: streamInjector, facts }, container);
  await sandbox.ping(bootDeadlineMs);
  return sandbox;
}

/** A foreground `runc run` with init's pipes, which cleans up after itself when its init ends. */
async function startRunc(host: RunscHost, id: string): Promise<Container> {
  const { runscPath, root, runDirectory } = host;
  const bundle = join(runDirectory, id);
  const assets = join(bundle, "assets");
  await mkdir(assets, { recursive: true });
  const { tmpBytes, appBytes, memoryBytes } = warmSize;
  const spec = ociSpec({ id, root, assets, tmpBytes, appBytes });
  const resources = { memory: { limit: memoryBytes + tmpBytes + appBytes }, pids: { limit: 4096 } };
  // runc knows a bind mount by its options, runsc by its type.
  const mounts = spec.mounts.map((mount) =>
    mount.type === "bind" && "options" in mount ? { ...mount, options: ["bind", ...mount.options] } : mount,
  );
  const limited = { ...spec, mounts, linux: { ...spec.linux, resources } };
  await writeFile(join(bundle, "config.json"), JSON.stringify(limited));
  const state = join(runDirectory, "state");
  const child = spawn(runscPath, ["--root", state, "run", "--bundle", bundle, id], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const said = text(child.stderr);
  const ended = Promise.withResolvers<{ readonly code: number | null; readonly signal: string | null }>();
  child.once("error", ended.reject);
  child.once("close", (code, signal) => ended.resolve({ code, signal }));
  return {
    id,
    assets,
    host,
    stdin: child.stdin,
    stdout: child.stdout,
    cgroup: null,
    exited: ended.promise.then(async (exit) => ({ ...exit, stderr: await said })),
    findSentry: () => Promise.reject(new Error("runc has no sentry")),
    // Init ends with its stdin, and runc with init.
    kill: () => child.stdin.destroy(),
    remove: () => rm(bundle, { recursive: true }),
  };
}
