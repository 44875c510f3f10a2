import { copyFile, cp, lstat, mkdir, readdir, readlink, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mountedAssets } from "./mounted-assets.ts";
import { sandboxUser } from "./sandbox-user.ts";

/** The read-only root of all sandboxes of a pool. */
export interface RootView {
  readonly path: string;
  /** Where init is, seen from inside. */
  readonly initPath: string;
  readonly binds: readonly { readonly source: string; readonly destination: string }[];
  /** Absent for the view of the host's toolchain. */
  readonly image?: RootImage;
}

/** What programs find in a root that was made of an image. */
export interface RootImage {
  /** `<name>@sha256:<digest>` */
  readonly reference: string;
  /** `NAME=value`, as the image has them. */
  readonly environment: readonly string[];
  /** Of the programs that ours may need, those that the image has: sh, base64, tar. */
  readonly programs: readonly string[];
}

/** Where a sandbox has something mounted, and init. */
export const mountPoints = ["proc", "dev", "tmp", "app", mountedAssets] as const;
export const initInside = "/assay-init";
const nodeInside = "/opt/assay/bin/node";

/** Of the host's /etc: what its linker and its language runtimes look up. */
const configuration = /^(alternatives|ld\.so\.(cache|conf|conf\.d)|java-.*)$/;

/**
 * A root directory with a view of the host's toolchain: its programs and libraries are bound read-only, `/etc` is
 * made anew, nothing else of the host is there. Made in `directory`, which must not exist.
 */
export async function prepareRoot(options: {
  readonly directory: string;
  readonly initPath: string;
  /** A Node to offer where the host has none in its system directories. */
  readonly nodePath: string;
}): Promise<RootView> {
  const { directory, initPath, nodePath } = options;
  await mkdir(directory, { recursive: true, mode: 0o755 });
  for (const name of [...mountPoints, "etc"]) await mkdir(join(directory, name));
  await copyFile(initPath, join(directory, initInside));
  await writeEtc(join(directory, "etc"));
  const binds = [...(await viewToolchain(directory)), ...(await viewNode(directory, nodePath))];
  return { path: directory, initPath: initInside, binds };
}

async function viewToolchain(directory: string): Promise<RootView["binds"]> {
  const binds = [];
  const names = (await readdir("/")).filter((name) => /^(usr|bin|sbin|lib.*)$/.test(name));
  for (const name of names) {
    const source = `/${name}`;
    // On a merged /usr, /bin and /lib are links into it.
    if ((await lstat(source)).isSymbolicLink()) {
      await symlink(await readlink(source), join(directory, name));
    } else {
      await mkdir(join(directory, name));
      binds.push({ source, destination: source });
    }
  }
  return binds;
}

async function viewNode(directory: string, nodePath: string): Promise<RootView["binds"]> {
  for (const path of ["/usr/bin/node", "/usr/local/bin/node"]) {
    if (await exists(path)) return [];
  }
  await mkdir(join(directory, dirname(nodeInside)), { recursive: true });
  await writeFile(join(directory, nodeInside), "");
  return [{ source: nodePath, destination: nodeInside }];
}

/** Lines of the sandbox user in `/etc`. */
export const accounts = {
  passwd: `${sandboxUser.name}:x:${sandboxUser.uid}:${sandboxUser.gid}:${sandboxUser.name}:${sandboxUser.home}:/bin/sh\n`,
  group: `${sandboxUser.name}:x:${sandboxUser.gid}:\n`,
} as const;

/** Of a machine that knows only itself. */
export const hosts = "127.0.0.1 localhost sandbox\n::1 localhost\n";

async function writeEtc(etc: string): Promise<void> {
  await writeFile(join(etc, "passwd"), `root:x:0:0:root:/:/usr/sbin/nologin\n${accounts.passwd}`);
  await writeFile(join(etc, "group"), `root:x:0:\n${accounts.group}`);
  await writeFile(join(etc, "nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
  await writeFile(join(etc, "hosts"), hosts);
  for (const entry of await readdir("/etc")) {
    if (!configuration.test(entry)) continue;
    await cp(join("/etc", entry), join(etc, entry), { recursive: true, verbatimSymlinks: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
