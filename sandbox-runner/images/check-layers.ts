import { createHash } from "node:crypto";
import { posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Descriptor } from "./image-documents.ts";
import { damaged, unusable } from "./image-errors.ts";
import { type LayoutImage, openBlob } from "./image-layout.ts";
import { LayerHeaders } from "./layer-headers.ts";

export interface ImageBounds {
  readonly unpackedBytes: number;
  readonly entries: number;
}

const formats: Readonly<Record<string, "tar" | "gzip">> = {
  "application/vnd.oci.image.layer.v1.tar": "tar",
  "application/vnd.oci.image.layer.v1.tar+gzip": "gzip",
};

/**
 * Reads every layer to its end before any is unpacked: each has the digest that the manifest gives it, and together
 * they are within bounds. Resolves with how many bytes they unpack to, at most.
 */
export async function checkLayers(
  image: string,
  layout: LayoutImage,
  { bounds, signal }: { readonly bounds: ImageBounds; readonly signal: AbortSignal },
): Promise<number> {
  const tally = new Tally(image, bounds);
  for (const layer of layout.manifest.layers) await checkLayer(layout, { image, layer, tally, signal });
  return tally.bytes;
}

async function checkLayer(
  layout: LayoutImage,
  {
    image,
    layer,
    tally,
    signal,
  }: {
    readonly image: string;
    readonly layer: Descriptor;
    readonly tally: Tally;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { digest, mediaType } = layer;
  const format = Object.hasOwn(formats, mediaType) ? formats[mediaType] : undefined;
  if (format === undefined) {
    throw unusable(image, `layer ${digest} is ${mediaType}; this host unpacks tar and tar+gzip only`);
  }
  const hex = digest.slice("sha256:".length);
  await using file = await openBlob(layout.directory, hex);
  if (file === null) throw damaged(image, `layer ${digest} is not there`);
  const hash = createHash("sha256");
  const packed = file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 });
  packed.on("data", (chunk) => hash.update(chunk));
  const headers = new LayerHeaders((path) => tally.add(path));
  const consume = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      tally.grow(chunk.length);
      headers.read(chunk);
    }
  };
  try {
    await (format === "gzip"
      ? pipeline(packed, createGunzip({ chunkSize: 256 * 1024 }), consume, { signal })
      : pipeline(packed, consume, { signal }));
  } catch (error) {
    signal.throwIfAborted();
    throw layerError(image, digest, error);
  }
  const found = hash.digest("hex");
  if (found !== hex) throw damaged(image, `digest mismatch: layer ${digest} has sha256:${found}`);
}

/** What the layers come to, so far. */
class Tally {
  bytes = 0;
  #entries = 0;
  readonly #image: string;
  readonly #bounds: ImageBounds;
  readonly #directories = new Set<string>(["."]);

  constructor(image: string, bounds: ImageBounds) {
    this.#image = image;
    this.#bounds = bounds;
  }

  grow(bytes: number): void {
    this.bytes += bytes;
    const { unpackedBytes } = this.#bounds;
    if (this.bytes > unpackedBytes) {
      throw unusable(this.#image, `it unpacks to more than ${unpackedBytes} bytes`);
    }
  }

  /** With the directories that no entry names and that are made all the same. */
  add(path: string): void {
    this.#count();
    let parent = posix.dirname(posix.join("/", path)).slice(1) || ".";
    while (!this.#directories.has(parent)) {
      this.#directories.add(parent);
      this.#count();
      parent = posix.dirname(parent);
    }
  }

  #count(): void {
    this.#entries += 1;
    const { entries } = this.#bounds;
    if (this.#entries > entries) throw unusable(this.#image, `it has more than ${entries} files`);
  }
}

function layerError(image: string, digest: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_")) return damaged(image, `layer ${digest} cannot be decompressed`);
  if (error.name === "LayerProblem") return unusable(image, `layer ${digest}: ${error.message}`);
  return error;
}
