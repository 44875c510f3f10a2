import { link } from "node:fs/promises";
import { join } from "node:path";
import { AssayError } from "#core/errors.ts";
import type { MountedFile } from "./sandbox.ts";

/**
 * Where, inside, the sandbox's own folder of the host is mounted read-only. It is empty when a sandbox boots, because
 * nobody knows yet for which job; init and `assertPlainTar` let links lead into it and nowhere else.
 */
export const mountedAssets = "/assay-assets";

/** For runsc: this one mount changes behind its back, and what it reads of it takes no memory of its own. */
export function sharedMount(source: string): Readonly<Record<string, string>> {
  const hint = "dev.gvisor.spec.mount.assets";
  return { [`${hint}.source`]: source, [`${hint}.type`]: "bind", [`${hint}.share`]: "shared" };
}

/**
 * Makes files of the host appear in the mounted folder, by hard links: no bytes are moved, whatever their size.
 * Rejects with `asset_injection_failed`, also where the files are on another file system than the folder.
 */
export async function linkAssets(directory: string, files: readonly MountedFile[]): Promise<void> {
  for (const { name, file } of files) {
    await link(file, join(directory, name)).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error);
      throw new AssayError(
        "asset_injection_failed",
        { target: `${mountedAssets}/${name}`, detail },
        { cause: error },
      );
    });
  }
}
