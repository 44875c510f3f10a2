import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { AssayError } from "#core/errors.ts";
import { imageLimits } from "#core/limits.ts";
import {
  hostArchitecture,
  ImageConfig,
  ImageIndex,
  type ImageManifest,
  jsonOf,
  parseManifest,
  runsHere,
  sha256Of,
} from "./image-documents.ts";
import { damaged, unusable } from "./image-errors.ts";

/** A directory with blobs, https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md */
export interface ImageLayout {
  readonly directory: string;
}

/** What is looked for, on this host and then in a registry. */
export interface WantedImage {
  readonly image: string;
  readonly digest: string;
  /** An empty directory, for the layout that is made of what was found. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** One image of a layout, for this host. */
export interface LayoutImage extends ImageLayout {
  /** Of the manifest: 64 hexadecimal digits. */
  readonly digest: string;
  readonly manifestBytes: number;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

/**
 * The image whose manifest, index or configuration has the digest: `docker images --digests` tells the first two,
 * `docker image inspect` the last. Every document is compared with its digest. Null when the layout has none.
 */
export async function imageIn(
  layout: ImageLayout,
  image: string,
  digest: string,
): Promise<LayoutImage | null> {
  const found = await readDocument(layout, image, digest);
  if (found === null) return null;
  const document = parseManifest(found);
  if (document?.kind === "manifest") {
    const config = await configOf(layout, image, document.manifest);
    return { ...layout, digest, manifestBytes: found.length, manifest: document.manifest, config };
  }
  if (document?.kind === "index") {
    const ours = document.index.manifests.find(({ platform }) => platform && runsHere(platform));
    if (ours === undefined) throw unusable(image, `it has no variant for linux/${hostArchitecture}`);
    return await ofManifest(layout, image, ours.digest);
  }
  if (!ImageConfig.safeParse(jsonOf(found)).success) {
    throw unusable(image, "its digest is neither that of an image nor of an index of images");
  }
  return await withConfig(layout, image, digest);
}

/** The only image of a layout that was made for it. */
export async function onlyImageIn(layout: ImageLayout, image: string): Promise<LayoutImage> {
  const [first] = (await readIndex(layout)).manifests;
  if (first === undefined) throw damaged(image, "its layout is empty");
  return await ofManifest(layout, image, first.digest);
}

async function ofManifest(layout: ImageLayout, image: string, digest: string): Promise<LayoutImage> {
  const hex = digest.slice("sha256:".length);
  const bytes = await readDocument(layout, image, hex);
  const document = bytes && parseManifest(bytes);
  if (bytes === null || document?.kind !== "manifest")
    throw damaged(image, `manifest ${digest} is not there`);
  const config = await configOf(layout, image, document.manifest);
  return { ...layout, digest: hex, manifestBytes: bytes.length, manifest: document.manifest, config };
}

async function withConfig(layout: ImageLayout, image: string, digest: string): Promise<LayoutImage | null> {
  for (const { digest: manifest } of (await readIndex(layout)).manifests) {
    const bytes = await readDocument(layout, image, manifest.slice("sha256:".length));
    const document = bytes && parseManifest(bytes);
    if (document?.kind === "manifest" && document.manifest.config.digest === `sha256:${digest}`) {
      return await ofManifest(layout, image, manifest);
    }
  }
  return null;
}

async function configOf(layout: ImageLayout, image: string, { config }: ImageManifest): Promise<ImageConfig> {
  const bytes = await readDocument(layout, image, config.digest.slice("sha256:".length));
  if (bytes === null) throw damaged(image, `its configuration ${config.digest} is not there`);
  const parsed = ImageConfig.safeParse(jsonOf(bytes));
  if (!parsed.success) throw unusable(image, "its configuration cannot be read");
  const { os, architecture } = parsed.data;
  if (!runsHere(parsed.data)) {
    throw unusable(image, `it is for ${os}/${architecture}, and this host is linux/${hostArchitecture}`);
  }
  return parsed.data;
}

async function readIndex({ directory }: ImageLayout): Promise<ImageIndex> {
  await using file = await open(join(directory, "index.json"), constants.O_RDONLY | constants.O_NOFOLLOW);
  const parsed = ImageIndex.safeParse(jsonOf(await readCapped(file)));
  return parsed.success ? parsed.data : { manifests: [] };
}

/** Null when it is not there. Rejects when its content is not what its name promises. */
async function readDocument({ directory }: ImageLayout, image: string, hex: string): Promise<Buffer | null> {
  await using file = await openBlob(directory, hex);
  if (file === null) return null;
  const bytes = await readCapped(file);
  const found = sha256Of(bytes);
  if (found !== hex)
    throw damaged(image, `digest mismatch: the content of sha256:${hex} has sha256:${found}`);
  return bytes;
}

/** A blob as a regular file, and no link; null when there is none. */
export async function openBlob(directory: string, hex: string): Promise<FileHandle | null> {
  const path = join(directory, "blobs", "sha256", hex);
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(code)) return null;
    throw error;
  });
  if (file === null || (await file.stat()).isFile()) return file;
  await file.close();
  return null;
}

async function readCapped(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  if (size > imageLimits.documentBytes) {
    throw new AssayError("internal", { detail: `a document of ${size} bytes` });
  }
  return await file.readFile();
}
