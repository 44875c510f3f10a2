import type { Asset } from "#core/assignment/assignment.ts";
import { blockBytes, paddingBytes, tarHeader } from "#core/assignment/tar-header.ts";
import { AssayError } from "#core/errors.ts";
import { assignmentLimits } from "#core/limits.ts";

/** The folder of all assets inside a sandbox; the paths of a bundle are relative to it. */
export const assetRoot = "/tmp/";

/** One asset and where its bytes come from. */
export interface BundleEntry {
  /** Relative to `/tmp`, as `bundlePath` makes it of a validated asset. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  /** Read once for each tar, from the beginning; not before the entries sorted before it are written. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * All assets as one tar, whose bytes depend on nothing but paths, contents and `readOnly`: entries in the order
 * of their path's bytes, no times, no names of users, no folders. It keeps one chunk in memory at a time and
 * goes on only when the consumer asks.
 *
 * Throws `assignment_invalid` beyond the limits of a bundle, and `storage_unavailable` when a source
 * does not give the bytes it announced, because the object changed meanwhile.
 */
export async function* bundleTar(
  entries: readonly BundleEntry[],
): AsyncGenerator<Uint8Array, void, undefined> {
  const sorted = entries
    .map((entry) => ({ entry, bytes: Buffer.from(entry.path) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ entry }) => entry);
  refuseUnfit(sorted);
  for (const entry of sorted) {
    yield headerOf(entry);
    yield* exactly(entry);
    const padding = paddingBytes(entry.sizeBytes);
    if (padding > 0) yield new Uint8Array(padding);
  }
  yield new Uint8Array(endBytes);
}

/** The size of that tar, without reading anything. */
export function bundleTarBytes(entries: readonly BundleEntry[]): number {
  return entries.reduce(
    (total, entry) => total + headerOf(entry).length + entry.sizeBytes + paddingBytes(entry.sizeBytes),
    endBytes,
  );
}

/** Where an asset is in the bundle. */
export function bundlePath(asset: Pick<Asset, "target">): string {
  return asset.target.slice(assetRoot.length);
}

/** Two blocks of zeros end a tar. */
const endBytes = 2 * blockBytes;

/** Uid and gid of the sandbox user, who may change what is not read-only. */
const studentId = 1000;

function headerOf({ path, sizeBytes, readOnly }: BundleEntry): Uint8Array {
  const owner = readOnly ? 0 : studentId;
  return tarHeader({ path, sizeBytes, mode: readOnly ? 0o444 : 0o664, uid: owner, gid: owner });
}

function refuseUnfit(sorted: readonly BundleEntry[]): void {
  const twice = sorted.find((entry, index) => entry.path === sorted[index - 1]?.path);
  if (twice !== undefined) throw unfit(`two assets at ${twice.path}`);
  if (sorted.length > assignmentLimits.assets) {
    throw unfit(`${sorted.length} assets, at most ${assignmentLimits.assets} are allowed`);
  }
  const large = sorted.find((entry) => entry.sizeBytes > assignmentLimits.assetBytes);
  if (large !== undefined) {
    throw unfit(
      `${large.path} has ${large.sizeBytes} bytes, at most ${assignmentLimits.assetBytes} are allowed`,
    );
  }
  const total = bundleTarBytes(sorted);
  if (total > assignmentLimits.bundleBytes) {
    throw unfit(
      `the assets have ${total} bytes together, at most ${assignmentLimits.bundleBytes} are allowed`,
    );
  }
}

function unfit(detail: string): AssayError {
  return new AssayError("assignment_invalid", { detail });
}

async function* exactly(entry: BundleEntry): AsyncGenerator<Uint8Array, void, undefined> {
  let got = 0;
  for await (const chunk of entry.open()) {
    got += chunk.length;
    if (got > entry.sizeBytes) throw changed(entry, got);
    if (chunk.length > 0) yield chunk;
  }
  if (got < entry.sizeBytes) throw changed(entry, got);
}

function changed({ path, sizeBytes }: BundleEntry, got: number): AssayError {
  const detail = "the object changed while it was read";
  return new AssayError("storage_unavailable", { path, expectedBytes: sizeBytes, gotBytes: got, detail });
}
