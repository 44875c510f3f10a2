import type { MountedFile, Sandbox, TarSource } from "#runner/sandbox/sandbox.ts";
import { withoutEntries } from "./without-entries.ts";

/** The assets of a release, ready for any number of sandboxes. */
export interface AssetSource {
  /** For `/tmp`: small assets, writable ones, and links to those that are mounted. */
  readonly tar: TarSource;
  readonly mounted: readonly MountedFile[];
  /** What is left without the assets at these paths, relative to `/tmp`: of those, neither bytes nor links. */
  without(hidden: ReadonlySet<string>): Promise<AssetSource>;
}

/** A bundle of which nothing is mounted. */
export function streamedAssets(tar: TarSource): AssetSource {
  return { tar, mounted: [], without: async (hidden) => streamedAssets(await withoutEntries(tar, hidden)) };
}

/** Puts assets where they belong; null means that there are none. */
export async function handAssets(sandbox: Sandbox, assets: AssetSource | null): Promise<void> {
  if (assets === null) return;
  if (assets.mounted.length > 0) await sandbox.mount(assets.mounted);
  await sandbox.inject("/tmp", assets.tar);
}
