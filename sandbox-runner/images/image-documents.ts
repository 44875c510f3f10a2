import { createHash } from "node:crypto";
import * as z from "zod";
import { imageLimits } from "#core/limits.ts";

/**
 * The documents of an OCI image, as far as they are read here:
 * https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md
 */

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const Platform = z.object({ os: z.string(), architecture: z.string() });

export const Descriptor = z.object({
  mediaType: z.string(),
  digest: Digest,
  size: z.int().nonnegative(),
  platform: Platform.optional(),
});
export type Descriptor = z.infer<typeof Descriptor>;

export const ImageIndex = z.object({ manifests: z.array(Descriptor).max(1_000) });
export type ImageIndex = z.infer<typeof ImageIndex>;

export const ImageManifest = z.object({
  schemaVersion: z.literal(2),
  config: Descriptor,
  layers: z.array(Descriptor).min(1).max(imageLimits.layers),
});
export type ImageManifest = z.infer<typeof ImageManifest>;

const Environment = z
  .array(z.string().regex(/^[^=\0]+=[^\0]*$/))
  .refine((entries) => Buffer.byteLength(entries.join("\n")) <= imageLimits.environmentBytes);

export const ImageConfig = Platform.extend({
  config: z.object({ Env: Environment.nullish() }).nullish(),
  rootfs: z.object({ diff_ids: z.array(Digest) }),
});
export type ImageConfig = z.infer<typeof ImageConfig>;

/** One image, or the same image for several platforms; null for what is neither. */
export type ManifestOrIndex =
  | { readonly kind: "manifest"; readonly manifest: ImageManifest }
  | { readonly kind: "index"; readonly index: ImageIndex };

export function parseManifest(bytes: Buffer): ManifestOrIndex | null {
  const value = jsonOf(bytes);
  const manifest = ImageManifest.safeParse(value);
  if (manifest.success) return { kind: "manifest", manifest: manifest.data };
  const index = ImageIndex.safeParse(value);
  return index.success ? { kind: "index", index: index.data } : null;
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What programs of this host's processor run on. */
export const hostArchitecture = process.arch === "x64" ? "amd64" : process.arch;

export function runsHere({ os, architecture }: z.infer<typeof Platform>): boolean {
  return os === "linux" && architecture === hostArchitecture;
}
