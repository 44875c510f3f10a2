import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readExchange } from "#runner/sandbox/read-exchange.ts";
import { readTar, type TarMember } from "#runner/prepare/read-tar.ts";
import { buildInit, openWorkshop } from "#test/init/build.ts";
import { type NativeInit, startInit, untar } from "#test/init/native-init.ts";
import { type CraftedTarEntry, craftTar, paxHeader } from "#test/support/craft-tar.ts";

const runs = 2_000;
const workshop = await openWorkshop();
let init: NativeInit;

beforeAll(async () => {
  init = await startInit(await buildInit(workshop.folder), workshop.folder);
  const roots = Array.from({ length: runs }, (_, at) => ({ name: String(at), type: "5", mode: 0o755 }));
  expect(await init.channel.exchange(untar(craftTar(roots), "/app"))).toMatchObject({ errno: 0 });
});
afterAll(async () => {
  await init[Symbol.asyncDispose]();
  await workshop[Symbol.asyncDispose]();
});

const content = fc.uint8Array({ maxLength: 1_100 }).map((bytes) => Buffer.from(bytes));
const fileName = fc.constantFrom(
  "f0",
  "./f1",
  "d0/f0",
  "d0/d1/f2",
  "d1/f0",
  "d0//f3",
  "../f0",
  "/f0",
  "d0/../f1",
  "",
);
const file = fc.record({
  name: fileName,
  content,
  mode: fc.constantFrom(0o644, 0o755, 0o444, 0, 0o4755, 0o100644),
});
const folder = fc.record({
  name: fc.constantFrom("d0/", "d0/d1", "d1", "./", "f0/"),
  type: fc.constant("5"),
});
const special = fc.record({ name: fileName, type: fc.constantFrom("1", "2", "3", "4", "6", "7", "S", "\0") });
const lying = fc.record({
  name: fileName,
  content,
  sizeField: fc.constantFrom(
    " 17 ",
    "0000000017\0 ",
    "-1",
    "0x11",
    "\x80\0\0\0\0\0\0\0\0\0\0\x11",
    "99999999999",
  ),
});
const pax = fc.constantFrom<Record<string, string>>(
  { path: "d0/é" },
  { path: `d1/${"n".repeat(150)}` },
  { path: "../f0" },
  { size: "3" },
  { size: "x" },
  { mtime: "1.5" },
);
const entry = fc.oneof(
  { weight: 6, arbitrary: file.map((one): CraftedTarEntry[] => [one]) },
  { weight: 2, arbitrary: folder.map((one): CraftedTarEntry[] => [one]) },
  { weight: 1, arbitrary: special.map((one): CraftedTarEntry[] => [one]) },
  { weight: 1, arbitrary: lying.map((one): CraftedTarEntry[] => [one]) },
  {
    weight: 2,
    arbitrary: fc.tuple(pax, file).map(([said, one]): CraftedTarEntry[] => [paxHeader(said), one]),
  },
  { weight: 1, arbitrary: file.map((one): CraftedTarEntry[] => [paxHeader({ comment: "x" }, "g"), one]) },
);
const flips = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(4_096), fc.nat(7)), { maxLength: 3 }) },
);

it("init and the reader of uploads find the same files in a tar, or one of them refuses it", async () => {
  let at = 0;
  let agreed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 5 }), flips, async (entries, flipped) => {
      const tar = craftTar(entries.flat());
      for (const [byte, bit] of flipped) {
        if (byte < tar.length) tar[byte] = (tar[byte] ?? 0) ^ (1 << bit);
      }
      const root = String(at++ % runs);
      const { errno } = await init.channel.exchange(untar(tar, `/app/${root}`));
      const listed = list(tar);
      if (typeof listed === "string") {
        // Init believes what the agent says is the end; an upload that is cut off is not to be taken for a whole one.
        if (errno === 0) expect(listed).toMatch(/its end marker is missing|data follows the end/);
        return;
      }
      if (listed.every(isPlain)) expect(errno).toBe(0);
      if (errno !== 0) return;
      agreed++;
      const files = new Map<string, Buffer>();
      for (const { name, type, content: bytes } of listed) {
        const path = name.replace(/^(\.\/)+/, "").replace(/\/$/, "");
        if (type === "0") files.set(path, bytes);
        else files.delete(path);
      }
      for (const [path, bytes] of files) {
        const read = await init.channel.exchange(readExchange(`${root}/${path}`, bytes.length));
        expect(read).toEqual({ kind: "read", content: bytes });
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(agreed).toBeGreaterThan(runs / 10);
});

/** What the reader of uploads finds, or why it refuses. */
function list(tar: Buffer): readonly TarMember[] | string {
  try {
    return [...readTar({ name: "upload.tar", content: tar })];
  } catch (error) {
    return error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : String(error);
  }
}

/** Nothing that init has a reason to refuse; `f0` is a file to some and a folder to others. */
function isPlain({ name, type, mode, content: bytes }: TarMember): boolean {
  const path = name.replace(/^(\.\/)+/, "").replace(/\/$/, "");
  const parts = path.split("/");
  if (
    mode > 0o777 ||
    parts.some((part) => ["", ".", "..", "f0"].includes(part) || /[\0\u{fffd}]/u.test(part))
  )
    return false;
  return type === "0" ? !name.endsWith("/") && parts.length < 4 : type === "5" && bytes.length === 0;
}
