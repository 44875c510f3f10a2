import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { extract, type Header } from "tar-stream";
import * as z from "zod";
import { bundleTar, bundleTarBytes } from "#core/assignment/bundle.ts";

/**
 * Bundles from this size on are kept as files that sandboxes mount. Streaming so much takes 60 ms and as much memory,
 * and a few times more does not fit a prebooted sandbox at all.
 */
export const mountedBundleBytes = 32 * 1024 * 1024;

/** In the order of the tar; the content of each is in the file that has its position for a name. */
const Entry = z.strictObject({
  path: z.string(),
  sizeBytes: z.int().nonnegative(),
  readOnly: z.boolean(),
});
const Entries = z.array(Entry);
export type Entry = z.infer<typeof Entry>;

const listName = "entries.json";
export const readBytes = 256 * 1024;

/** What came is not a tar of files. */
export class NotABundle extends Error {}

/**
 * Takes a bundle's tar, as `core/assignment/bundle.ts` makes it, apart into files of mode 0444. `directory` is empty.
 * Rejects with `NotABundle`, or with the source's or the file system's error; nothing is written afterwards.
 */
export async function extractBundle(tar: AsyncIterable<Uint8Array>, directory: string): Promise<void> {
  const entries: Entry[] = [];
  const parser = extract();
  let writing: Promise<void> = Promise.resolve();
  const failure: { ofSource?: unknown } = {};
  async function* source() {
    try {
      yield* tar;
    } catch (error) {
      failure.ofSource = error;
      throw error;
    }
  }
  parser.on("entry", (header, content, next) => {
    content.on("error", () => undefined);
    if (header.type !== "file")
      return next(new NotABundle(`a ${header.type} at ${header.name.slice(0, 500)}`));
    entries.push(entryOf(header));
    writing = writeEntry(content, join(directory, String(entries.length - 1)));
    void goOn(writing, next);
  });
  parser.on("error", () => undefined);
  try {
    await pipeline(source(), parser);
  } catch (error) {
    // The file system's error first: the parser only knows that an entry ended early.
    await writing;
    throw failure.ofSource ?? new NotABundle("it is not a tar", { cause: error });
  }
  await writeFile(join(directory, listName), JSON.stringify(entries), { mode: 0o444 });
}

async function goOn(writing: Promise<void>, next: (error?: Error) => void): Promise<void> {
  next(await writing.then(() => undefined, asError));
}

async function writeEntry(content: AsyncIterable<unknown>, path: string): Promise<void> {
  await using file = await open(path, "wx", 0o444);
  await pipeline(content, file.createWriteStream());
}

function entryOf({ name, size, mode }: Header): Entry {
  return { path: name, sizeBytes: size, readOnly: (mode & 0o222) === 0 };
}

/** The size of the tar that was taken apart; null where that cannot be told. */
export async function extractedTarBytes(directory: string): Promise<number | null> {
  const entries = await readEntries(directory).catch(() => null);
  return entries && bundleTarBytes(withContents(directory, entries));
}

/** Of the tar that was taken apart, made again from what is there now. Rejects where that cannot be done. */
export async function extractedDigest(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bundleTar(withContents(directory, await readEntries(directory)))) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}

export async function readEntries(directory: string): Promise<readonly Entry[]> {
  return Entries.parse(JSON.parse(await readFile(join(directory, listName), "utf8")));
}

function withContents(directory: string, entries: readonly Entry[]) {
  return entries.map((entry, at) => ({
    ...entry,
    open: () => createReadStream(join(directory, String(at)), { highWaterMark: readBytes }),
  }));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
