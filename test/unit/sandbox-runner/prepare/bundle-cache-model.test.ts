import { readdirSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BundleHandle } from "#runner/prepare/bundle-cache.ts";
import { cacheIn, diskBytes, temporaryDir } from "#test/support/bundle-cache.ts";
import { bundleStorage, type MadeBundle, makeBundle } from "#test/support/bundles.ts";

const KiB = 1024;
const made = [5, 10, 20, 30, 40].map((size) => makeBundle(size * KiB));
const maxDiskBytes = 64 * KiB;
const whole = makeBundle(maxDiskBytes);

interface Held extends MadeBundle {
  readonly handle: BundleHandle;
}

describe("a bundle cache, against a model of it", () => {
  it("keeps what is in use, keeps within its bytes, and gives the right content, in any order of use", async () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant("acquire" as const), which: fc.nat(made.length - 1) }),
      fc.record({ act: fc.constant("release" as const), which: fc.nat(7) }),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await using dir = temporaryDir();
        const cache = await cacheIn(dir.path, {
          fetch: bundleStorage(made).fetch,
          maxDiskBytes,
          memoryFileBytes: 10 * KiB,
          maxMemoryBytes: 12 * KiB,
        });
        const held: Held[] = [];
        for (const { act, which } of steps) {
          if (act === "release") {
            const [released] = held.splice(which % Math.max(1, held.length), 1);
            await released?.handle[Symbol.asyncDispose]();
          } else {
            const wanted = made[which];
            if (wanted !== undefined && fits(wanted, held)) {
              held.push({
                ...wanted,
                handle: await cache.acquire(wanted.bundle, AbortSignal.timeout(10_000)),
              });
            }
          }
          for (const { handle, tar } of held)
            expect((await buffer(handle.tar.open())).equals(tar)).toBe(true);
          expect(diskBytes(dir.path)).toBeLessThanOrEqual(maxDiskBytes);
          expect(readdirSync(dir.path).filter((name) => !name.endsWith(".tar"))).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("serves jobs that come, wait and give up all at once, and has all its room again afterwards", async () => {
    const job = fc.record({ which: fc.nat(made.length - 1), givesUp: fc.boolean(), reads: fc.nat(3) });

    await fc.assert(
      fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 16 }), async (jobs) => {
        await using dir = temporaryDir();
        const cache = await cacheIn(dir.path, { fetch: bundleStorage([...made, whole]).fetch, maxDiskBytes });

        await Promise.all(
          jobs.map(async ({ which, givesUp, reads }) => {
            const { bundle, tar } = made[which] ?? makeBundle(1);
            const controller = new AbortController();
            const acquiring = cache.acquire(bundle, controller.signal);
            if (givesUp) {
              setImmediate(() => controller.abort(new Error("gave up")));
              const gone = await acquiring.catch((error: unknown) => error);
              if (gone instanceof Error) return expect(gone.message).toBe("gave up");
            }
            await using handle = await acquiring;
            for (let read = 0; read <= reads; read++) {
              expect((await buffer(handle.tar.open())).equals(tar)).toBe(true);
              expect(diskBytes(dir.path)).toBeLessThanOrEqual(maxDiskBytes);
            }
          }),
        );

        // Nothing is counted any more that is not there: a bundle as large as the cache finds its room.
        await using _ = await cache.acquire(whole.bundle, AbortSignal.timeout(10_000));
        expect(diskBytes(dir.path)).toBe(maxDiskBytes);
        expect(readdirSync(dir.path).filter((name) => !name.endsWith(".tar"))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** Whether there is room for a bundle without waiting: beside those that are held, each counted once. */
function fits(wanted: MadeBundle, held: readonly Held[]): boolean {
  const inUse = new Map([...held, wanted].map(({ bundle }) => [bundle.digest, bundle.tarBytes]));
  return [...inUse.values()].reduce((sum, bytes) => sum + bytes, 0) <= maxDiskBytes;
}
