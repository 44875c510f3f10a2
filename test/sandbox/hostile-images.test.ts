import { existsSync, readFileSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CraftedTarEntry, paxHeader } from "#test/support/craft-tar.ts";
import { type ImageWorkshop, openImageWorkshop } from "#test/support/image-sandbox.ts";
import { type ImageParts, writeImage } from "#test/support/oci-image.ts";
import { run } from "#test/support/sandbox.ts";

/** What whoever may write an assignment could have a host unpack. */

const never = new AbortController().signal;
let workshop: ImageWorkshop;
let victim: string;
let count = 0;

beforeAll(async () => {
  workshop = await openImageWorkshop();
  victim = join(workshop.sources, "..", "victim");
  await mkdir(victim);
  await writeFile(join(victim, "secret"), "the host's");
});
afterAll(async () => {
  await workshop[Symbol.asyncDispose]();
});

const busybox: CraftedTarEntry[] = [
  { name: "bin/busybox", content: readFileSync("/bin/busybox"), mode: 0o755 },
  { name: "bin/sh", type: "2", linkName: "busybox" },
];

async function rootOf(layers: ImageParts["layers"], bounds?: { unpackedBytes: number; entries: number }) {
  count += 1;
  const { image } = await writeImage(workshop.sources, `hostile-${count}`, { layers });
  return await workshop.store(bounds && { bounds }).rootFor(image, never);
}

async function untouched(): Promise<void> {
  expect(await readdir(victim)).toEqual(["secret"]);
  expect(await readFile(join(victim, "secret"), "utf8")).toBe("the host's");
}

describe("a layer that reaches for the host", () => {
  it.each(["absolute", "climbing"])("writes through an %s link into its own root only", async (kind) => {
    const target = kind === "absolute" ? victim : `${"../".repeat(20)}${victim.slice(1)}`;
    await using root = await rootOf([
      [{ name: "out", type: "2", linkName: target }],
      [{ name: "out/planted", content: "x" }],
    ]);
    await untouched();
    expect(existsSync(join(victim, "planted"))).toBe(false);
    void root;
  });

  it("cannot give itself a file of the host by a hard link", async () => {
    const secret = join(victim, "secret");
    const name = "stolen";
    const linked = await rootOf([
      [{ name: "out", type: "2", linkName: victim }],
      [{ name, type: "1", linkName: "out/secret" }],
    ]).catch(() => null);
    if (linked !== null) {
      expect((await lstat(join(linked.path, name))).ino).not.toBe((await lstat(secret)).ino);
    }
    const climbing = rootOf([[{ name, type: "1", linkName: `${"../".repeat(20)}${secret.slice(1)}` }]]);
    await expect(climbing).rejects.toMatchObject({ code: "image_unusable" });
    await untouched();
  });

  it.each([
    `${"../".repeat(30)}tmp/assay-planted`,
    "/tmp/assay-planted",
    "a/../../../../../../tmp/assay-planted",
  ])("cannot name a file outside: %s", async (name) => {
    await rootOf([[{ name, content: "x" }]]).catch(() => null);
    expect(existsSync("/tmp/assay-planted")).toBe(false);
  });

  it("cannot delete outside with a whiteout", async () => {
    await rootOf([
      [{ name: "out", type: "2", linkName: victim }],
      [{ name: "out/.wh.secret" }, { name: "out/.wh..wh..opq" }],
    ]).catch(() => null);
    await untouched();
  });

  it.each(["etc", "tmp", "app", "proc", "dev", "assay-init"])(
    "cannot have us write where its link /%s leads",
    async (name) => {
      const root = await rootOf([[{ name, type: "2", linkName: victim }]]).catch((error: unknown) => {
        expect(error).toMatchObject({ code: "image_unusable", blame: "instructor" });
        return null;
      });
      await untouched();
      if (root !== null) expect((await lstat(join(root.path, name))).isSymbolicLink()).toBe(false);
      expect(root === null).toBe(name === "etc");
    },
  );

  it("cannot have us read or write where a link in its /etc leads", async () => {
    const secret = join(victim, "secret");
    await using root = await rootOf([
      ["passwd", "group", "hosts"].map((name) => ({ name: `etc/${name}`, type: "2", linkName: secret })),
    ]);
    expect(await readFile(join(root.path, "etc/passwd"), "utf8")).toMatch(/^sandbox:x:1000:1000:[^\n]+\n$/);
    await untouched();
  });
});

describe("a layer with what no sandbox needs", () => {
  it("loses devices, FIFOs and the bits that change a user", async () => {
    await using root = await rootOf([
      [
        ...busybox,
        { name: "disk", type: "4", mode: 0o666 },
        { name: "null", type: "3", mode: 0o666 },
        { name: "pipe", type: "6", mode: 0o666 },
        { name: "bin/id", content: readFileSync("/bin/busybox"), mode: 0o6755 },
        { name: "shared", type: "5", mode: 0o3777 },
      ],
    ]);
    expect((await readdir(root.path)).sort()).toEqual(
      ["app", "assay-assets", "assay-init", "bin", "dev", "etc", "proc", "shared", "tmp"].sort(),
    );
    expect((await lstat(join(root.path, "bin/id"))).mode & 0o7777).toBe(0o755);
    expect((await lstat(join(root.path, "shared"))).mode & 0o7777).toBe(0o1777);

    await using sandbox = await workshop.boot(root);
    expect((await run(sandbox, ["/bin/id", "-u"])).stdout.text).toBe("1000\n");
  });

  it("can take away with whiteouts what a layer below it has", async () => {
    await using root = await rootOf([
      [
        { name: "kept", content: "k" },
        { name: "gone", content: "g" },
        { name: "folder/old", content: "o" },
      ],
      [{ name: ".wh.gone" }, { name: "folder/.wh..wh..opq" }, { name: "folder/new", content: "n" }],
    ]);
    expect(existsSync(join(root.path, "kept"))).toBe(true);
    expect(existsSync(join(root.path, "gone"))).toBe(false);
    expect(await readdir(join(root.path, "folder"))).toEqual(["new"]);
  });
});

describe("a layer that would fill the host", () => {
  const bounds = { unpackedBytes: 4 * 1024 * 1024, entries: 100 };

  it.each<[string, readonly CraftedTarEntry[] | Buffer, RegExp]>([
    [
      "a bomb",
      [{ name: "zeros", content: Buffer.alloc(5 * 1024 * 1024) }],
      /unpacks to more than 4194304 bytes/,
    ],
    [
      "many files",
      Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` })),
      /it has more than 100 files/,
    ],
    [
      "many folders that no entry names",
      [{ name: `${"d/".repeat(48)}f` }, { name: `${"e/".repeat(48)}f` }, { name: `${"g/".repeat(48)}f` }],
      /it has more than 100 files/,
    ],
    ["a sparse file of GNU", [{ name: "sparse", type: "S", content: "x" }], /it has a sparse file/],
    [
      "a sparse file of pax",
      [paxHeader({ "GNU.sparse.major": "1", "GNU.sparse.minor": "0" }), { name: "sparse", content: "x" }],
      /it has a sparse file/,
    ],
    ["a header without end", [{ name: "long", type: "L", sizeField: "77777777777\0" }], /it has a header of/],
    ["no tar", Buffer.alloc(2048, "x"), /it is no tar/],
  ])("is refused before a byte of it is unpacked: %s", async (_what, layer, problem) => {
    await expect(rootOf([layer], bounds)).rejects.toMatchObject({
      code: "image_unusable",
      blame: "instructor",
      context: { detail: expect.stringMatching(problem) },
    });
    expect((await readdir(workshop.images)).filter((name) => name.startsWith("new-"))).toEqual([]);
  });
});
