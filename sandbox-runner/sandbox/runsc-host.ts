import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { CgroupVersion } from "./cgroup.ts";
import type { RootView } from "./rootfs.ts";

/** What all sandboxes of a pool have in common. */
export interface RunscHost {
  readonly runscPath: string;
  readonly platform: "systrap" | "ptrace" | "kvm";
  readonly rootless: boolean;
  /** Null when the agent may not make any: then init alone holds the limits. */
  readonly cgroups: CgroupVersion | null;
  readonly root: RootView;
  /** Everything of this pool on the host is below it. */
  readonly runDirectory: string;
}

/** Flags of every call of runsc that concerns a pool's sandboxes. */
export function runscFlags(host: RunscHost): readonly string[] {
  return [
    `--root=${stateRootOf(host.runDirectory)}`,
    `--platform=${host.platform}`,
    "--network=none",
    // The default overlay is a writable root that nobody asked for.
    "--overlay2=none",
    // The toolchain does not change under a running sandbox, and python starts 10 ms faster.
    "--file-access-mounts=exclusive",
    "--ignore-cgroups",
    ...(host.rootless ? ["--rootless"] : []),
  ];
}

export function stateRootOf(runDirectory: string): string {
  return join(runDirectory, "runsc");
}

export function bundlesOf(runDirectory: string): string {
  return join(runDirectory, "bundles");
}

/** Of one sandbox: all that it has on the host's disk but runsc's own files. */
export function bundleOf(runDirectory: string, id: string): string {
  return join(bundlesOf(runDirectory), id);
}

/** Of one sandbox: what is linked into it shows up in that sandbox. */
export function assetsOf(runDirectory: string, id: string): string {
  return join(bundleOf(runDirectory, id), "assets");
}

/** The files that runsc keeps of a running sandbox, and leaves when it is killed itself. */
export function stateFilesOf(runDirectory: string, id: string) {
  const stem = join(stateRootOf(runDirectory), `${id}_sandbox:${id}`);
  return {
    state: `${stem}.state`,
    lock: `${stem}.lock`,
    socket: join(stateRootOf(runDirectory), `runsc-${id}.sock`),
  };
}

const SandboxState = z.object({ id: z.string(), sandbox: z.object({ pid: z.int().positive() }) });

/** The process to kill, from runsc's own state file: asking runsc would cost 20 ms. */
export async function readSandboxState(path: string): Promise<{ readonly id: string; readonly pid: number }> {
  const { id, sandbox } = SandboxState.parse(JSON.parse(await readFile(path, "utf8")));
  return { id, pid: sandbox.pid };
}
