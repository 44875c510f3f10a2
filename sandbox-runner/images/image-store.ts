import type { RootView } from "#runner/sandbox/rootfs.ts";

/**
 * An unpacked image, ready to be the root of any number of sandboxes at once. While it is held, it stays on the disk;
 * one that is never disposed of stays as long as this process lives.
 */
export interface ImageRoot extends RootView, AsyncDisposable {
  readonly image: NonNullable<RootView["image"]>;
}

/** Images of assignments, unpacked once per host whoever asks first. */
export interface ImageStore {
  /**
   * `image` is `<name>@sha256:<64 hex>`. The first use fetches and unpacks it, which takes seconds; a later one
   * milliseconds.
   *
   * Rejects with `image_unavailable` when nothing has it, `image_unusable` when it cannot be a root here,
   * `image_not_fetched` when it could not be had this time, `sandbox_unavailable` when this host lacks the programs
   * for it, or with the signal's reason.
   */
  rootFor(image: string, signal: AbortSignal): Promise<ImageRoot>;
}
