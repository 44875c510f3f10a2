import { createHash } from "node:crypto";
import { type BundleEntry, bundleTar } from "#core/assignment/bundle.ts";
import type { Bundle } from "#core/assignment/release.ts";
import { Sha256 } from "#core/submission/ids.ts";

export interface MeasuredBundle {
  readonly bundle: Bundle;
  /** Of each entry, in the order given. */
  readonly sha256: readonly Sha256[];
}

/** Reads every entry once, keeping nothing: what the bundle will be called, and what is in it. */
export async function measureBundle(entries: readonly BundleEntry[]): Promise<MeasuredBundle> {
  const sha256 = new Map<BundleEntry, Sha256>();
  const hashing = entries.map((entry) => ({
    ...entry,
    open: () => hashed(entry.open(), (digest) => sha256.set(entry, digest)),
  }));
  const tarHash = createHash("sha256");
  let tarBytes = 0;
  for await (const chunk of bundleTar(hashing)) {
    tarHash.update(chunk);
    tarBytes += chunk.byteLength;
  }
  return {
    bundle: { digest: Sha256.parse(tarHash.digest("hex")), tarBytes, files: entries.length },
    sha256: entries.map((entry) => Sha256.parse(sha256.get(entry))),
  };
}

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  onEnd: (digest: Sha256) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  onEnd(Sha256.parse(hash.digest("hex")));
}
