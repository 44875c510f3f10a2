import type { Settings } from "#cli/settings.ts";
import type { ImageStore } from "#runner/images/image-store.ts";
import { openImageStore } from "#runner/images/open-image-store.ts";

const GiB = 1024 ** 3;

/** Images of this machine's gradings: unpacked once for all of them, whichever command asks first. */
export function localImages({ home, tools, imagesDir }: Settings): ImageStore {
  return openImageStore({
    dir: home.imagesDir,
    sources: imagesDir,
    initPath: tools.init,
    maxDiskBytes: 20 * GiB,
  });
}
