import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { craftTar, type CraftedTarEntry } from "#test/support/craft-tar.ts";

export interface ImageParts {
  /** Each a tar, or the entries of one. */
  readonly layers: readonly (Buffer | readonly CraftedTarEntry[])[];
  readonly environment?: readonly string[];
  readonly architecture?: string;
  /** Of the layers; tar+gzip unless told otherwise. */
  readonly mediaType?: string;
}

export interface WrittenImage {
  /** `test/<name>@sha256:<digest of the manifest>` */
  readonly image: string;
  readonly manifest: string;
  readonly config: string;
  readonly layers: readonly string[];
}

const gzipped = "application/vnd.oci.image.layer.v1.tar+gzip";
const hostArchitecture = process.arch === "x64" ? "amd64" : process.arch;

/** An OCI layout in `<directory>/<name>`, as one that an operator has put on a host. */
export async function writeImage(directory: string, name: string, parts: ImageParts): Promise<WrittenImage> {
  const layout = join(directory, name);
  await mkdir(join(layout, "blobs", "sha256"), { recursive: true });
  const blob = async (content: Buffer, mediaType: string) => {
    const hex = createHash("sha256").update(content).digest("hex");
    await writeFile(join(layout, "blobs", "sha256", hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const tars = parts.layers.map((layer) => (Buffer.isBuffer(layer) ? layer : craftTar(layer)));
  const { mediaType = gzipped } = parts;
  const layers = [];
  for (const tar of tars) {
    layers.push(await blob(mediaType.endsWith("gzip") ? gzipSync(tar) : tar, mediaType));
  }
  const config = await blob(
    json({
      os: "linux",
      architecture: parts.architecture ?? hostArchitecture,
      config: { Env: parts.environment ?? [] },
      rootfs: {
        type: "layers",
        diff_ids: tars.map((tar) => `sha256:${createHash("sha256").update(tar).digest("hex")}`),
      },
    }),
    "application/vnd.oci.image.config.v1+json",
  );
  const manifestType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = await blob(
    json({ schemaVersion: 2, mediaType: manifestType, config, layers }),
    manifestType,
  );
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await writeFile(join(layout, "index.json"), json({ schemaVersion: 2, manifests: [manifest] }));
  return {
    image: `test/${name}@${manifest.digest}`,
    manifest: manifest.digest.slice(7),
    config: config.digest.slice(7),
    layers: layers.map(({ digest }) => digest.slice(7)),
  };
}
