import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageBounds } from "./check-layers.ts";
import type { ImageRecord } from "./image-directory.ts";
import { notFetched, unusable } from "./image-errors.ts";
import type { LayoutImage } from "./image-layout.ts";
import { furnishRoot, toolsIn } from "./image-root.ts";
import { runTool, ToolFailed } from "./run-tool.ts";
import { tameTree } from "./tame-tree.ts";

export interface Unpacking {
  readonly image: string;
  readonly source: LayoutImage;
  /** Of ours alone, 0700, until it is whole. */
  readonly directory: string;
  readonly bounds: ImageBounds;
  readonly signal: AbortSignal;
}

const timeoutMs = 900_000;

/** Unpacks an image whose layers were checked into `<directory>/rootfs`, and makes it the root of a sandbox. */
export async function unpackImage(unpacking: Unpacking): Promise<ImageRecord> {
  const { image, source, directory, bounds, signal } = unpacking;
  const layout = join(directory, "layout");
  const root = join(directory, "rootfs");
  await writeLayout(layout, source);
  const rootless = process.getuid?.() === 0 ? [] : ["--rootless"];
  try {
    await runTool({
      program: "umoci",
      args: ["raw", "unpack", ...rootless, "--image", `${layout}:image`, root],
      timeoutMs,
      fileBytes: bounds.unpackedBytes,
      signal,
    });
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    throw /no space left|disk quota/i.test(error.message)
      ? notFetched(image, error.message, error)
      : unusable(image, error.message, error);
  }
  await rm(layout, { recursive: true });
  const { bytes, entries } = await tameTree(root, signal);
  if (entries > bounds.entries) throw unusable(image, `it has more than ${bounds.entries} files`);
  await furnishRoot(root, image);
  const environment = source.config.config?.Env ?? [];
  const programs = await toolsIn(root, environment);
  await chmod(directory, 0o755);
  return { bytes, environment, programs };
}

/** A layout with this one image, in the place where umoci looks for a name; the blobs stay where they are. */
async function writeLayout(layout: string, { directory, digest, manifestBytes }: LayoutImage): Promise<void> {
  await mkdir(layout);
  await symlink(join(directory, "blobs"), join(layout, "blobs"));
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  const entry = {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: `sha256:${digest}`,
    size: manifestBytes,
    annotations: { "org.opencontainers.image.ref.name": "image" },
  };
  await writeFile(join(layout, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
}
