import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { imageLimits } from "#core/limits.ts";
import { ImageConfig, jsonOf, sha256Of } from "./image-documents.ts";
import { damaged, notFetched, unusable } from "./image-errors.ts";
import { imageIn, type LayoutImage, onlyImageIn, type WantedImage } from "./image-layout.ts";
import { runTool, ToolFailed } from "./run-tool.ts";

export interface ImageSearch extends WantedImage {
  /** OCI layouts, and archives of one image each (`docker save`, `skopeo copy … oci-archive:`), named `*.tar`. */
  readonly sources: string;
}

const maxSources = 1_000;
const timeoutMs = 600_000;

/** The image among those that the operator has put on this host; null when none is it. */
export async function findImage(search: ImageSearch): Promise<LayoutImage | null> {
  const { image, digest, sources } = search;
  const entries = await readdir(sources, { withFileTypes: true }).catch((error: unknown) => {
    throw notFetched(image, `the directory of images cannot be read: ${String(error)}`, error);
  });
  for (const entry of entries.slice(0, maxSources)) {
    const path = join(sources, entry.name);
    if (entry.isDirectory()) {
      const found = await imageIn({ directory: path }, image, digest);
      if (found !== null) return found;
    } else if (entry.isFile() && entry.name.endsWith(".tar")) {
      const found = await inArchive(path, search);
      if (found !== null) return found;
    }
  }
  return null;
}

/** An archive is unpacked, or converted, only when its table of contents has the digest. */
async function inArchive(archive: string, search: ImageSearch): Promise<LayoutImage | null> {
  const { image, digest, scratch, signal } = search;
  const tool = { timeoutMs, fileBytes: imageLimits.unpackedBytes, signal } as const;
  const listed = await runTool({ ...tool, program: "tar", args: ["--list", "--file", archive] }).catch(
    notTar,
  );
  const names = new Set(listed.toString("utf8").split("\n"));
  const directory = join(scratch, "archive");
  await mkdir(directory, { recursive: true });
  if (names.has("index.json") && names.has(`blobs/sha256/${digest}`)) {
    const flags = ["--no-same-owner", "--no-same-permissions", "--directory", directory];
    const args = ["--extract", "--file", archive, ...flags, "index.json", "blobs"];
    await runTool({ ...tool, program: "tar", args });
    return await imageIn({ directory }, image, digest);
  }
  if (!names.has(`${digest}.json`)) return null;
  const wanted = ["--extract", "--to-stdout", "--file", archive, `${digest}.json`];
  const config = await runTool({ ...tool, program: "tar", args: wanted });
  const to = `oci:${directory}:image`;
  const args = ["--insecure-policy", "copy", "--quiet", `docker-archive:${archive}`, to];
  await runTool({ ...tool, program: "skopeo", args });
  return await sameLayers(config, search, await onlyImageIn({ directory }, image));
}

/** A conversion makes a new manifest: what ties it to the digest is the list of its layers. */
async function sameLayers(
  bytes: Buffer,
  { image, digest }: ImageSearch,
  converted: LayoutImage,
): Promise<LayoutImage> {
  const found = sha256Of(bytes);
  if (found !== digest) throw damaged(image, `digest mismatch: ${digest}.json has sha256:${found}`);
  const config = ImageConfig.safeParse(jsonOf(bytes));
  if (!config.success) throw unusable(image, "its configuration cannot be read");
  const layers = config.data.rootfs.diff_ids;
  if (layers.join() !== converted.config.rootfs.diff_ids.join()) {
    throw damaged(image, "the layers of the archive are not those of its configuration");
  }
  return converted;
}

function notTar(error: unknown): Buffer {
  if (error instanceof ToolFailed) return Buffer.alloc(0);
  throw error;
}
