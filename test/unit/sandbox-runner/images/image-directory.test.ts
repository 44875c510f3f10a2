import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ImageDirectory } from "#runner/images/image-directory.ts";

it("makes room for several images that come at once, though each finds what another has removed", async () => {
  const path = mkdtempSync(join(tmpdir(), "assay-images-"));
  try {
    const directory = new ImageDirectory(path);
    await directory.open();
    for (let image = 0; image < 8; image++) {
      const digest = String(image).repeat(64);
      await directory.finish(digest, await directory.begin(digest), {
        bytes: 1,
        environment: [],
        programs: [],
      });
    }

    const left = await Promise.all(Array.from({ length: 4 }, () => directory.evictDownTo(0)));

    expect(Math.min(...left)).toBeLessThan(8);
    expect(readdirSync(path).filter((name) => name.startsWith("gone"))).toEqual([]);
  } finally {
    rmSync(path, { recursive: true });
  }
});
