import { join } from "node:path";
import { imageLimits } from "#core/limits.ts";
import {
  hostArchitecture,
  type ImageManifest,
  parseManifest,
  runsHere,
  sha256Of,
} from "./image-documents.ts";
import { notFetched, unavailable, unusable } from "./image-errors.ts";
import { type LayoutImage, onlyImageIn, type WantedImage } from "./image-layout.ts";
import { runTool, ToolFailed } from "./run-tool.ts";

const inspectTimeoutMs = 60_000;
const copyTimeoutMs = 900_000;

/**
 * The image from its registry, with the credentials of the operator (REGISTRY_AUTH_FILE and its like). skopeo compares
 * what arrives with the digests of the manifest, which is compared here with the one that was asked for.
 */
export async function pullImage(pull: WantedImage): Promise<LayoutImage> {
  const { image, digest, scratch, signal } = pull;
  const name = image.slice(0, image.indexOf("@"));
  const wanted = await manifestFor(pull, name, digest);
  const packedBytes = wanted.manifest.layers.reduce((sum, layer) => sum + layer.size, 0);
  if (packedBytes > imageLimits.unpackedBytes) {
    throw unusable(image, `its layers have ${packedBytes} bytes, more than ${imageLimits.unpackedBytes}`);
  }
  const directory = join(scratch, "pulled");
  const from = `docker://${name}@sha256:${wanted.digest}`;
  await skopeo(pull, copyTimeoutMs, ["copy", "--quiet", from, `oci:${directory}:image`]);
  signal.throwIfAborted();
  return await onlyImageIn({ directory }, image);
}

interface Wanted {
  readonly digest: string;
  readonly manifest: ImageManifest;
}

/** Of an index, the manifest for this host. */
async function manifestFor(pull: WantedImage, name: string, digest: string): Promise<Wanted> {
  const { image } = pull;
  const bytes = await skopeo(pull, inspectTimeoutMs, [
    "inspect",
    "--raw",
    `docker://${name}@sha256:${digest}`,
  ]);
  const found = sha256Of(bytes);
  if (found !== digest) throw notFetched(image, `digest mismatch: the registry sent sha256:${found}`);
  const document = parseManifest(bytes);
  if (document === null)
    throw unusable(image, "its digest is neither that of an image nor of an index of images");
  if (document.kind === "manifest") return { digest, manifest: document.manifest };
  const ours = document.index.manifests.find(({ platform }) => platform && runsHere(platform));
  if (ours === undefined || ours.digest === `sha256:${digest}`) {
    throw unusable(image, `it has no variant for linux/${hostArchitecture}`);
  }
  return await manifestFor(pull, name, ours.digest.slice("sha256:".length));
}

/** No signature policy is asked for: the digest says which image it is, whoever signed it. */
async function skopeo(
  { image, signal }: WantedImage,
  timeoutMs: number,
  args: readonly string[],
): Promise<Buffer> {
  try {
    return await runTool({
      program: "skopeo",
      args: ["--insecure-policy", ...args],
      timeoutMs,
      fileBytes: imageLimits.unpackedBytes,
      signal,
    });
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    throw isMissing(error.message)
      ? unavailable(image, error.message, error)
      : notFetched(image, error.message, error);
  }
}

/**
 * What registries say of an image or a repository that is not there; some say of one that is private, too, that
 * access is denied, so that nobody learns of it.
 */
function isMissing(message: string): boolean {
  return /manifest unknown|name unknown|not found|name invalid|access to the resource is denied|unauthorized/i.test(
    message,
  );
}
