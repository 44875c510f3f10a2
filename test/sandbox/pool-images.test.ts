import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { AssayError } from "#core/errors.ts";
import type { ImageStore } from "#runner/images/image-store.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { prepareRoot } from "#runner/sandbox/rootfs.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { leftoversOf, nothingLeft, sentriesOf } from "#test/support/sandbox-leftovers.ts";
import { run, sandboxSettings, smallNeeds } from "#test/support/sandbox.ts";

const python = "python@sha256:1";
const java = "java@sha256:2";
const missing = "missing@sha256:3";

/** Images that are the host's toolchain with a note in it, and how often each is in use. */
function imagesIn(settings: SandboxSettings) {
  const inUse = new Map<string, number>();
  const count = (image: string, by: number) => inUse.set(image, (inUse.get(image) ?? 0) + by);
  const roots = new Map<string, ReturnType<typeof prepareRoot>>();
  const images: ImageStore = {
    async rootFor(image, signal) {
      signal.throwIfAborted();
      if (image === missing) throw new AssayError("sandbox_unavailable", { detail: "nobody has it" });
      const directory = join(settings.stateDir, `image-${roots.size}`);
      const known = roots.get(image) ?? rootWithNote(settings, directory, image);
      roots.set(image, known);
      const root = await known;
      count(image, 1);
      return {
        ...root,
        image: { reference: image, environment: [], programs: ["sh", "base64", "tar"] },
        [Symbol.asyncDispose]: async () => void count(image, -1),
      };
    },
  };
  return { images, inUse };
}

async function rootWithNote(settings: SandboxSettings, directory: string, note: string) {
  const root = await prepareRoot({ directory, initPath: settings.initPath, nodePath: process.execPath });
  await writeFile(join(directory, "etc", "note"), note);
  return root;
}

/** Takes one and gives it back. */
async function noteIn(pool: SandboxPool, image?: string): Promise<{ note: string; warm: boolean }> {
  await using sandbox = await pool.take({ ...smallNeeds, ...(image && { image }) });
  const { stdout } = await run(sandbox, "cat /etc/note 2>/dev/null || echo host");
  return { note: stdout.text.trim(), warm: sandbox.facts.warm };
}

async function settled(settings: SandboxSettings, members: number): Promise<void> {
  await vi.waitFor(async () => expect(await sentriesOf(settings.stateDir)).toHaveLength(members), 10_000);
}

it("a job gets a sandbox of its image, soon a prebooted one, and a pool keeps what the last jobs asked for", async () => {
  await using settings = await sandboxSettings({ warm: 2 });
  const { images, inUse } = imagesIn(settings);
  const pool = await openSandboxPool({ ...settings, images });

  expect(await noteIn(pool)).toEqual({ note: "host", warm: true });
  await settled(settings, 2);
  expect(await noteIn(pool, python)).toEqual({ note: python, warm: false });
  await settled(settings, 2);
  // One of each of the last two.
  await vi.waitFor(() => expect(inUse.get(python)).toBe(1), 10_000);
  await vi.waitFor(async () => expect((await noteIn(pool, python)).warm).toBe(true), 10_000);
  await settled(settings, 2);
  for (let times = 0; times < 2; times++) expect((await noteIn(pool, java)).note).toBe(java);
  // Nobody asks for the others any more: they make way, and no more than two are ever kept.
  await vi.waitFor(() => expect(Object.fromEntries(inUse)).toEqual({ [python]: 0, [java]: 2 }), 10_000);
  await settled(settings, 2);

  await pool[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(Object.fromEntries(inUse)).toEqual({ [python]: 0, [java]: 0 }));
  expect(leftoversOf(settings.stateDir, []).processes).toEqual([]);
});

it("an image that cannot be had fails the job that asks for it, and nothing else", async () => {
  await using settings = await sandboxSettings({ warm: 1 });
  await using pool = await openSandboxPool({ ...settings, images: imagesIn(settings).images });
  await expect(pool.take({ ...smallNeeds, image: missing })).rejects.toMatchObject({
    code: "sandbox_unavailable",
    context: { detail: "nobody has it" },
  });
  expect(await noteIn(pool)).toEqual({ note: "host", warm: true });
});

it("where there are no images, who asks for one is told", async () => {
  await using settings = await sandboxSettings();
  await using pool = await openSandboxPool(settings);
  await expect(pool.take({ ...smallNeeds, image: python })).rejects.toMatchObject({
    code: "sandbox_unavailable",
    context: { detail: expect.stringContaining(python) },
  });
});

it("who would take the host more memory than sandboxes may have waits until some is given back", async () => {
  await using settings = await sandboxSettings({ warm: 2, memoryBytes: 2_500 * 1024 * 1024 });
  const pool = await openSandboxPool(settings);
  const first = await pool.take(smallNeeds);
  const second = await pool.take(smallNeeds);
  const third = pool.take(smallNeeds);
  const beside = await pool.take({ ...smallNeeds, beside: true });
  await beside[Symbol.asyncDispose]();
  expect(await sentriesOf(settings.stateDir)).toHaveLength(2);
  await second[Symbol.asyncDispose]();
  await using let_in = await third;
  expect((await run(let_in, "echo on")).stdout.text).toBe("on\n");
  const given = new AbortController();
  const fourth = pool.take(smallNeeds, given.signal);
  given.abort(new AssayError("lease_lost"));
  await expect(fourth).rejects.toMatchObject({ code: "lease_lost" });
  const fifth = pool.take(smallNeeds);
  await Promise.all([
    expect(fifth).rejects.toMatchObject({ code: "sandbox_unavailable" }),
    pool[Symbol.asyncDispose](),
  ]);
  expect(leftoversOf(settings.stateDir, [first.id, second.id])).toEqual(nothingLeft);
});

it("idle sandboxes make way for one that is larger than the rest of the memory", async () => {
  await using settings = await sandboxSettings({ warm: 2, memoryBytes: 2_500 * 1024 * 1024 });
  await using pool = await openSandboxPool(settings);
  await using large = await pool.take({ ...smallNeeds, memoryBytes: 1_500 * 1024 * 1024 });
  expect((await run(large, "echo on")).stdout.text).toBe("on\n");
  expect(await sentriesOf(settings.stateDir)).toHaveLength(1);
});
