import { mountedAssets, sharedMount } from "./mounted-assets.ts";
import { sandboxUser } from "./sandbox-user.ts";
import type { RootView } from "./rootfs.ts";

export interface SpecOptions {
  readonly id: string;
  readonly root: RootView;
  /** The sandbox's own folder on the host for assets that are linked, not copied. */
  readonly assets: string;
  readonly tmpBytes: number;
  readonly appBytes: number;
}

/** Python's multiprocessing keeps its semaphores there; nothing else of a student's needs it. */
export const sharedMemoryBytes = 64 * 1024 * 1024;

/** What init needs to place files as root, to become the student and to kill what the student leaves. */
const initCapabilities = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_SETUID",
  "CAP_SETGID",
  "CAP_KILL",
] as const;

/**
 * The `config.json` of a bundle: https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md
 * No user namespace: runsc refuses one with `--rootless`. No resources: the agent's own cgroup holds them.
 */
export function ociSpec(options: SpecOptions) {
  const { id, root, assets, tmpBytes, appBytes } = options;
  const owner = [`uid=${sandboxUser.uid}`, `gid=${sandboxUser.gid}`];
  return {
    ociVersion: "1.2.0",
    hostname: "sandbox",
    process: {
      user: { uid: 0, gid: 0 },
      args: [root.initPath],
      env: [],
      cwd: "/",
      noNewPrivileges: true,
      capabilities: {
        bounding: initCapabilities,
        effective: initCapabilities,
        permitted: initCapabilities,
      },
      // The ceiling of what an assignment may ask for; init sets the limits of each command below it.
      rlimits: [{ type: "RLIMIT_NOFILE", hard: 4096, soft: 4096 }],
    },
    root: { path: root.path, readonly: true },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      tmpfs("/dev", ["nosuid", "mode=755", "size=64k"]),
      tmpfs("/dev/shm", ["nosuid", "nodev", "noexec", "mode=1777", `size=${sharedMemoryBytes}`]),
      tmpfs("/tmp", ["nosuid", "nodev", "noexec", "mode=1777", `size=${tmpBytes}`]),
      tmpfs("/app", ["nosuid", "nodev", "mode=755", ...owner, `size=${appBytes}`]),
      {
        destination: mountedAssets,
        type: "bind",
        source: assets,
        options: ["ro", "nosuid", "nodev", "noexec"],
      },
      ...root.binds.map((bind) => ({
        destination: bind.destination,
        type: "bind",
        source: bind.source,
        options: ["ro", "rbind", "nosuid", "nodev"],
      })),
    ],
    annotations: sharedMount(assets),
    linux: {
      cgroupsPath: `/${id}`,
      namespaces: ["pid", "ipc", "uts", "mount", "network"].map((type) => ({ type })),
    },
  };
}

function tmpfs(destination: string, options: readonly string[]) {
  return { destination, type: "tmpfs", source: "tmpfs", options };
}
