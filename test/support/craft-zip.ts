import { crc32, deflateRawSync } from "node:zlib";

/** A zip entry as an attacker would write it, byte by byte: every field may lie. */
export interface CraftedZipEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** 0 stored (the default), 8 deflated; with any other, the content is put in as it is. */
  readonly method?: number;
  /** 0x800, names are UTF-8, unless told otherwise. */
  readonly flags?: number;
  /** A Unix mode with its file type bits. */
  readonly mode?: number;
  readonly claimedBytes?: number;
  readonly crc?: number;
  /** What the local header says differently. */
  readonly local?: { readonly name?: string; readonly method?: number; readonly claimedBytes?: number };
  /** Where the directory says its local header is; then none is written for this entry. */
  readonly at?: number;
}

export function craftZip(entries: readonly CraftedZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { method = 0, flags = 0x800, mode = 0o100644, local = {} } = entry;
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content ?? "");
    const data = method === 8 ? deflateRawSync(content) : content;
    const claimed = entry.claimedBytes ?? content.length;
    const crc = entry.crc ?? crc32(content);
    const at = entry.at ?? offset;

    if (entry.at === undefined) {
      const localName = Buffer.from(local.name ?? name);
      const header = Buffer.alloc(30);
      header.writeUInt32LE(0x04034b50, 0);
      header.writeUInt16LE(20, 4);
      header.writeUInt16LE(flags, 6);
      header.writeUInt16LE(local.method ?? method, 8);
      header.writeUInt32LE(crc, 14);
      header.writeUInt32LE(data.length, 18);
      header.writeUInt32LE(local.claimedBytes ?? claimed, 22);
      header.writeUInt16LE(localName.length, 26);
      parts.push(header, localName, data);
      offset += header.length + localName.length + data.length;
    }

    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE((3 << 8) | 20, 4);
    header.writeUInt16LE(20, 6);
    header.writeUInt16LE(flags, 8);
    header.writeUInt16LE(method, 10);
    header.writeUInt32LE(crc, 16);
    header.writeUInt32LE(data.length, 20);
    header.writeUInt32LE(claimed, 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE((mode << 16) >>> 0, 38);
    header.writeUInt32LE(at, 42);
    directory.push(header, name);
  }
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  if (entries.length <= 0xffff) return Buffer.concat([...parts, ...directory, end]);
  return Buffer.concat([...parts, ...directory, ...zip64End(entries.length, directoryBytes, offset), end]);
}

/** The longer end record, and its locator, of a zip with more than 65,535 entries. */
function zip64End(entries: number, directoryBytes: number, directoryOffset: number): Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}
