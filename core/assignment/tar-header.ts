/** The two tar headers that a bundle needs, written here so that no library's next version changes a digest. */

export const blockBytes = 512;

export interface TarEntryHeader {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** The blocks before a file's content: a ustar header, after a pax record where the path does not fit into it. */
export function tarHeader(entry: TarEntryHeader): Uint8Array {
  const name = Buffer.from(entry.path);
  if (name.length <= nameField) return ustar({ ...entry, name, type: "0" });
  const record = paxRecord("path", entry.path);
  const pax = ustar({ ...entry, name: Buffer.from("PaxHeader"), sizeBytes: record.length, type: "x" });
  const file = ustar({ ...entry, name: name.subarray(0, nameField), type: "0" });
  return Buffer.concat([pax, record, Buffer.alloc(paddingBytes(record.length)), file]);
}

/** Zeros that fill the last block of a content. */
export function paddingBytes(sizeBytes: number): number {
  return (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
}

const nameField = 100;

/** Offsets and widths of POSIX.1-1988 ustar; numbers are octal and end with a NUL. Times are zero. */
function ustar(
  header: Omit<TarEntryHeader, "path"> & { readonly name: Uint8Array; readonly type: "0" | "x" },
): Uint8Array {
  const block = Buffer.alloc(blockBytes);
  block.set(header.name, 0);
  writeOctal(block, { value: header.mode, offset: 100, digits: 7 });
  writeOctal(block, { value: header.uid, offset: 108, digits: 7 });
  writeOctal(block, { value: header.gid, offset: 116, digits: 7 });
  writeOctal(block, { value: header.sizeBytes, offset: 124, digits: 11 });
  writeOctal(block, { value: 0, offset: 136, digits: 11 });
  block.write(header.type, 156);
  block.write("ustar\u000000", 257, "latin1");
  // The checksum counts its own field as eight spaces.
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  writeOctal(block, { value: sum, offset: 148, digits: 6 });
  block[154] = 0;
  return block;
}

function writeOctal(
  block: Buffer,
  field: { readonly value: number; readonly offset: number; readonly digits: number },
): void {
  block.write(field.value.toString(8).padStart(field.digits, "0"), field.offset, "latin1");
}

/** `"<length> key=value\n"`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
