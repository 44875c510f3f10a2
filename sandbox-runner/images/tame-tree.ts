import { chmod, lstat, readdir, rm } from "node:fs/promises";

export interface TreeSize {
  readonly bytes: number;
  readonly entries: number;
}

const setIdBits = 0o6000;
const blockBytes = 512;

/**
 * Takes from an unpacked tree what a sandbox has no use for and a host should not have: devices, FIFOs, sockets, and
 * the set-user-id and set-group-id bits. Its owner, who may not be root, can then remove all of it. Nobody else may
 * write there meanwhile. No link is followed. Paths are bytes, because an image may have names that are not UTF-8.
 */
export async function tameTree(root: string, signal: AbortSignal): Promise<TreeSize> {
  const pending = [Buffer.from(root)];
  let bytes = 0;
  let entries = 0;
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    signal.throwIfAborted();
    const { mode } = await lstat(directory);
    await setMode(directory, mode, 0o700);
    for (const name of await readdir(directory, { encoding: "buffer" })) {
      const path = Buffer.concat([directory, Buffer.from("/"), name]);
      const stat = await lstat(path);
      entries += 1;
      bytes += stat.blocks * blockBytes;
      if (stat.isDirectory()) pending.push(path);
      else if (stat.isFile()) await setMode(path, stat.mode, 0o400);
      else if (!stat.isSymbolicLink()) await rm(path);
    }
  }
  return { bytes, entries };
}

async function setMode(path: Buffer, mode: number, owners: number): Promise<void> {
  const wanted = (mode & 0o7777 & ~setIdBits) | owners;
  if (wanted !== (mode & 0o7777)) await chmod(path, wanted);
}
