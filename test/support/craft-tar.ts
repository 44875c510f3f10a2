/** A tar entry as an attacker would write it: a ustar header whose every field may lie, and data. */
export interface CraftedTarEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** The typeflag; `0`, a file, unless told otherwise. */
  readonly type?: string;
  readonly mode?: number;
  readonly linkName?: string;
  readonly prefix?: string;
  /** The twelve bytes of the size field, when they shall not be the content's length in octal. */
  readonly sizeField?: Buffer | string;
}

const BLOCK = 512;
const END = Buffer.alloc(2 * BLOCK);

export function craftTar(entries: readonly CraftedTarEntry[], end: Buffer = END): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), end]);
}

/** A pax header that says something about the entry after it. */
export function paxHeader(records: Readonly<Record<string, string>>, type: "x" | "g" = "x"): CraftedTarEntry {
  const content = Object.entries(records).map(([key, value]) => paxRecord(key, value));
  return { name: "PaxHeader", type, content: content.join("") };
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
  return `${length}${rest}`;
}

function entryBlocks(entry: CraftedTarEntry): Buffer[] {
  const content = Buffer.from(entry.content ?? "");
  const header = Buffer.alloc(BLOCK);
  Buffer.from(entry.name).copy(header, 0, 0, 100);
  header.write(octal(entry.mode ?? 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  Buffer.from(entry.sizeField ?? octal(content.length, 12)).copy(header, 124, 0, 12);
  header.write(octal(0, 12), 136);
  header.fill(" ", 148, 156);
  header.write(entry.type ?? "0", 156);
  header.write(entry.linkName ?? "", 157);
  header.write("ustar\u000000", 257);
  header.write(entry.prefix ?? "", 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}
