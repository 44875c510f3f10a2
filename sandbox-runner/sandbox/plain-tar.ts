import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header } from "tar-stream";
import { mountedAssets } from "./mounted-assets.ts";
import { sandboxUser } from "./sandbox-user.ts";

/**
 * The rules that init's untar keeps, for a tar that a tar program will unpack: files, directories and links to
 * mounted assets only, relative paths that do not climb, owned by root or by the sandbox user,
 * no bits of a mode beyond 0777. Rejects with the first breach.
 */
export async function assertPlainTar(tar: Readable): Promise<void> {
  const entries = extract();
  entries.on("entry", (header, content, next) => {
    const breach = breachOf(header);
    content.on("end", () =>
      next(breach === null ? undefined : new Error(`${breach}: ${header.name.slice(0, 500)}`)),
    );
    content.on("error", ignore);
    content.resume();
  });
  // When the source fails, pipeline reports that, and then destroys the parser without listening to it.
  entries.on("error", ignore);
  await pipeline(tar, entries);
}

const mountedFile = new RegExp(`^${mountedAssets}/[0-9]+$`);

function breachOf({ name, type, linkname, mode, uid, gid }: Header): string | null {
  if (type === "symlink" && !mountedFile.test(linkname ?? "")) return "a link that leads elsewhere";
  if (type !== "file" && type !== "directory" && type !== "symlink")
    return `neither a file nor a directory (${type})`;
  if (name.startsWith("/") || name.split("/").includes("..")) return "a path that leaves its root";
  if (![uid, gid].every((id) => id === 0 || id === sandboxUser.uid)) return `owned by ${uid}:${gid}`;
  if ((mode & 0o7000) !== 0) return "a set-user-id, set-group-id or sticky bit";
  return null;
}

function ignore(): void {}
