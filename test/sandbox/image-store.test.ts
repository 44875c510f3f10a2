import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ImageStore } from "#runner/images/image-store.ts";
import { type ImageWorkshop, openImageWorkshop } from "#test/support/image-sandbox.ts";
import { type WrittenImage, writeImage } from "#test/support/oci-image.ts";
import { startRegistry } from "#test/support/registry.ts";

const MiB = 1024 * 1024;
const never = new AbortController().signal;
const children: ChildProcess[] = [];
let workshop: ImageWorkshop;

beforeEach(async () => {
  workshop = await openImageWorkshop();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await workshop[Symbol.asyncDispose]();
});

/** Of random bytes, which no compression makes smaller. */
function imageOf(name: string, bytes: number): Promise<WrittenImage> {
  const content = Buffer.alloc(bytes, name);
  return writeImage(workshop.sources, name, { layers: [[{ name: `data/${name}`, content }]] });
}

async function unpacked(): Promise<readonly string[]> {
  return (await readdir(workshop.images)).filter((name) => name !== "locks");
}

async function release(store: ImageStore, image: string): Promise<void> {
  await (await store.rootFor(image, never))[Symbol.asyncDispose]();
}

function otherProcess(image: string): ChildProcess {
  const { images: dir, sources, initPath } = workshop;
  const options = JSON.stringify({ image, dir, sources, initPath, maxDiskBytes: 100 * MiB });
  const fixture = join(import.meta.dirname, "fixtures/hold-image.ts");
  const child = spawn(process.execPath, [fixture, options], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child;
}

describe("the first use of an image", () => {
  it("unpacks it once for all who ask at the same time, in this process and in others", async () => {
    const { image, manifest } = await imageOf("shared", 8 * MiB);
    const others = [otherProcess(image), otherProcess(image)];
    const stores = [workshop.store(), workshop.store()];
    const roots = await Promise.all(
      stores.flatMap((store) => [1, 2, 3].map(() => store.rootFor(image, never))),
    );
    await Promise.all(others.map((child) => once(child.stdout ?? child, "data")));

    expect(new Set(roots.map(({ path }) => path))).toEqual(
      new Set([join(workshop.images, manifest, "rootfs")]),
    );
    const first = await stat(join(workshop.images, manifest, "image.json"));
    await release(workshop.store(), image);
    expect((await stat(join(workshop.images, manifest, "image.json"))).ino).toBe(first.ino);
    expect(await unpacked()).toEqual([manifest]);
  });

  it("goes on for those who still wait when one is gone, and ends when all are", async () => {
    const { image } = await imageOf("awaited", 1 * MiB);
    const store = workshop.store();
    const leaving = new AbortController();
    const left = store.rootFor(image, leaving.signal);
    const stayed = store.rootFor(image, never);
    leaving.abort(new Error("the lease is lost"));
    await expect(left).rejects.toThrow("the lease is lost");
    await expect(stayed).resolves.toMatchObject({ image: { reference: image } });

    const other = await imageOf("abandoned", 1 * MiB);
    const alone = new AbortController();
    const abandoned = store.rootFor(other.image, alone.signal);
    alone.abort(new Error("nobody waits"));
    await expect(abandoned).rejects.toThrow("nobody waits");
    await expect.poll(unpacked).toHaveLength(1);
    await expect(store.rootFor(other.image, never)).resolves.toBeDefined();
  });

  it("is done again after a process was killed in the middle of it, and leaves nothing of the first", async () => {
    const { image, manifest } = await imageOf("interrupted", 60 * MiB);
    const child = otherProcess(image);
    while (!existsSync(workshop.images) || !(await unpacked()).some((name) => name.startsWith("new-"))) {
      await delay(1);
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await unpacked()).toEqual([expect.stringMatching(`^new-${manifest}-`)]);

    await using root = await workshop.store().rootFor(image, never);
    expect(await unpacked()).toEqual([manifest]);
    expect((await readFile(join(root.path, "data/interrupted"))).length).toBe(60 * MiB);
  });

  it("is swept away by a process that wants another image", async () => {
    const { image } = await imageOf("left", 60 * MiB);
    const child = otherProcess(image);
    while (!existsSync(workshop.images) || !(await unpacked()).some((name) => name.startsWith("new-"))) {
      await delay(1);
    }
    child.kill("SIGKILL");
    await once(child, "exit");

    const other = await imageOf("other", 1 * MiB);
    await release(workshop.store(), other.image);
    expect(await unpacked()).toEqual([other.manifest]);
  });
});

describe("the disk that images take", () => {
  it("is bounded: what was not used for the longest time goes first", async () => {
    const [a, b, c] = [await imageOf("a", 4 * MiB), await imageOf("b", 4 * MiB), await imageOf("c", 4 * MiB)];
    const store = workshop.store({ maxDiskBytes: 10 * MiB });
    await release(store, a.image);
    await release(store, b.image);
    await release(store, a.image);
    await release(store, c.image);
    expect(new Set(await unpacked())).toEqual(new Set([a.manifest, c.manifest]));
  });

  it("never costs an image that is in use here or in another process", async () => {
    const [a, b, c] = [await imageOf("a", 4 * MiB), await imageOf("b", 4 * MiB), await imageOf("c", 4 * MiB)];
    const other = otherProcess(a.image);
    await once(other.stdout ?? other, "data");
    const store = workshop.store({ maxDiskBytes: 10 * MiB });
    const root = await store.rootFor(b.image, never);

    await expect(store.rootFor(c.image, never)).rejects.toMatchObject({
      code: "image_not_fetched",
      blame: "platform",
      context: { detail: expect.stringContaining("images in use have") },
    });
    expect(new Set(await unpacked())).toEqual(new Set([a.manifest, b.manifest]));

    await root[Symbol.asyncDispose]();
    await release(store, c.image);
    expect(new Set(await unpacked())).toEqual(new Set([a.manifest, c.manifest]));

    other.kill("SIGKILL");
    await once(other, "exit");
    await expect
      .poll(async () => {
        await release(store, b.image);
        return unpacked();
      })
      .not.toContain(a.manifest);
  });
});

describe("an image that an operator has put on the host", () => {
  it("is found by the digest of its configuration too, which is the id that docker shows", async () => {
    const { image, manifest, config } = await imageOf("by-id", 1024);
    await using root = await workshop.store().rootFor(image.replace(manifest, config), never);
    expect(existsSync(join(root.path, "data/by-id"))).toBe(true);
  });

  it("is never taken for another: nothing has the digest, and no registry is reached", async () => {
    await imageOf("present", 1024);
    const absent = `127.0.0.1:1/test/absent@sha256:${"a".repeat(64)}`;
    await expect(workshop.store().rootFor(absent, never)).rejects.toMatchObject({
      code: "image_not_fetched",
      retry: "later",
      context: { detail: expect.stringContaining("connection refused") },
    });
  });

  it("is found beside what is no image, and missed where there is no such directory", async () => {
    const { image } = await imageOf("among-others", 1024);
    await writeFile(join(workshop.sources, "a-note.txt"), "hello");
    await writeFile(join(workshop.sources, "a-broken.tar"), "hello");
    await mkdir(join(workshop.sources, "a-folder"));
    await writeFile(join(workshop.sources, "a-folder", "blobs"), "");
    const store = workshop.store({ sources: join(workshop.sources, "absent") });
    await expect(store.rootFor(image, never)).rejects.toMatchObject({
      code: "image_not_fetched",
      context: { detail: expect.stringContaining("the directory of images cannot be read: Error: ENOENT") },
    });
    await expect(workshop.store().rootFor(image, never)).resolves.toBeDefined();
  });

  it.each(["manifest", "layers"] as const)("is refused when its %s have another digest", async (part) => {
    const written = await imageOf("damaged", 1024);
    const hex = part === "manifest" ? written.manifest : (written.layers[0] ?? "");
    const blob = join(workshop.sources, "damaged/blobs/sha256", hex);
    const content = await readFile(blob);
    // Still a document, still a gzip file.
    await writeFile(
      blob,
      part === "manifest" ? `${content.toString()}\n` : Buffer.concat([content, content]),
    );

    await expect(workshop.store().rootFor(written.image, never)).rejects.toMatchObject({
      code: "image_not_fetched",
      context: { detail: expect.stringContaining("digest mismatch") },
    });
    expect(await unpacked()).toEqual([]);
  });

  it.each([
    [{ architecture: "s390x" }, /it is for linux\/s390x, and this host is linux\//],
    [{ mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" }, /unpacks tar and tar\+gzip only/],
  ])("is unusable where it cannot run: %o", async (parts, problem) => {
    const { image } = await writeImage(workshop.sources, "foreign", { layers: [[{ name: "a" }]], ...parts });
    await expect(workshop.store().rootFor(image, never)).rejects.toMatchObject({
      code: "image_unusable",
      blame: "instructor",
      context: { detail: expect.stringMatching(problem) },
    });
  });

  it("may be copied from another host in any layout of files", async () => {
    const { image } = await imageOf("moved", 1024);
    const elsewhere = join(workshop.sources, "..", "elsewhere");
    await cp(workshop.sources, elsewhere, { recursive: true });
    const store = workshop.store({ sources: elsewhere });
    await expect(store.rootFor(image, never)).resolves.toBeDefined();
  });
});

describe("an image that is in a registry", () => {
  async function registryWith(image: (name: string) => Promise<WrittenImage>) {
    const written = await image("pulled");
    const layout = join(workshop.sources, "pulled");
    const registry = await startRegistry(layout);
    const home = join(workshop.sources, "..", "home");
    await mkdir(join(home, ".config/containers"), { recursive: true });
    const settings = join(home, ".config/containers/registries.conf");
    await writeFile(settings, `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`);
    vi.stubEnv("HOME", home);
    return { ...registry, written, image: `${registry.host}/test/pulled@sha256:${written.manifest}` };
  }

  const store = () => workshop.store({ sources: undefined });

  it("is pulled by its digest, once", async () => {
    await using registry = await registryWith((name) => imageOf(name, 1 * MiB));
    await using root = await store().rootFor(registry.image, never);
    expect((await readFile(join(root.path, "data/pulled"))).length).toBe(1 * MiB);

    const requests = registry.requests();
    await release(store(), registry.image);
    expect(registry.requests()).toBe(requests);
  });

  it("is the instructor's to name when the registry does not have it", async () => {
    await using registry = await registryWith((name) => imageOf(name, 1024));
    const image = registry.image.replace(registry.written.manifest, "b".repeat(64));
    await expect(store().rootFor(image, never)).rejects.toMatchObject({
      code: "image_unavailable",
      blame: "instructor",
      retry: "never",
      context: { image, detail: expect.stringContaining("manifest unknown") },
    });
  });

  it("is refused when the registry sends another, and tried again", async () => {
    await using registry = await registryWith((name) => imageOf(name, 1024));
    const blob = join(workshop.sources, "pulled/blobs/sha256", registry.written.layers[0] ?? "");
    await writeFile(blob, Buffer.concat([await readFile(blob), Buffer.from("more")]));
    await expect(store().rootFor(registry.image, never)).rejects.toMatchObject({
      code: "image_not_fetched",
      retry: "later",
    });
    expect(await unpacked()).toEqual([]);
  });
});

describe("a host without the programs that know images", () => {
  it("says which package to install", async () => {
    const { image } = await imageOf("any", 1024);
    vi.stubEnv("PATH", "/nowhere");
    await expect(workshop.store().rootFor(image, never)).rejects.toMatchObject({
      code: "sandbox_unavailable",
      context: { detail: "umoci is not installed, and images need it: apt-get install -y umoci" },
    });
  });
});
