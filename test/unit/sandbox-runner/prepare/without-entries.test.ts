import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type BundleEntry, bundleTar } from "#core/assignment/bundle.ts";
import { sha256Hex } from "#core/submission/ids.ts";
import { withoutEntries } from "#runner/prepare/without-entries.ts";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

interface File {
  readonly path: string;
  readonly content: Uint8Array;
}

function entryOf({ path, content }: File): BundleEntry {
  return { path, sizeBytes: content.length, readOnly: true, open: () => Readable.from([content]) };
}

async function tarOf(files: readonly File[]): Promise<Buffer> {
  return await buffer(Readable.from(bundleTar(files.map(entryOf))));
}

function inChunks(tar: Buffer, chunkBytes: number): TarSource {
  const chunks = Array.from({ length: Math.ceil(tar.length / chunkBytes) }, (_, index) =>
    tar.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return { sizeBytes: tar.length, sha256: sha256Hex(tar), open: () => Readable.from(chunks) };
}

it("leaves exactly the bundle of what is not hidden, however it is cut into chunks", async () => {
  const name = fc.stringMatching(/^[a-zé]{1,40}(\/[a-z]{1,90}){0,3}$/);
  const file = fc.record({ path: name, content: fc.uint8Array({ maxLength: 1_500 }) });
  const files = fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 6 });
  const chunkBytes = fc.integer({ min: 1, max: 3_000 });
  await fc.assert(
    fc.asyncProperty(files, fc.infiniteStream(fc.boolean()), chunkBytes, async (all, hide, size) => {
      const hidden = new Set(all.filter(() => hide.next().value === true).map(({ path }) => path));
      const wanted = await tarOf(all.filter(({ path }) => !hidden.has(path)));

      const left = await withoutEntries(inChunks(await tarOf(all), size), hidden);

      expect(await buffer(left.open())).toEqual(wanted);
      expect(left).toMatchObject({ sizeBytes: wanted.length, sha256: sha256Hex(wanted) });
    }),
  );
});
