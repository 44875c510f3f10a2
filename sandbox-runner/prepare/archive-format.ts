/** What the bytes of an upload are, whatever its name says. */
export type ArchiveFormat =
  | { readonly kind: "zip" | "gzip" | "tar" | "none" }
  /** `what` as people call it. */
  | { readonly kind: "unsupported"; readonly what: string };

/** An upload as the unpackers read it. `name` is the one the student gave it, for messages. */
export interface Archive {
  readonly name: string;
  readonly content: Buffer;
}

export function archiveFormat(content: Buffer): ArchiveFormat {
  const has = (magic: string) => content.subarray(0, magic.length).equals(Buffer.from(magic, "latin1"));
  // A zip begins with its first entry, with the end record when it is empty, or with the mark of a split one.
  if (has("PK\x03\x04") || has("PK\x05\x06") || has("PK\x07\x08")) return { kind: "zip" };
  if (has("\x1f\x8b\x08")) return { kind: "gzip" };
  if (has("7z\xbc\xaf\x27\x1c")) return { kind: "unsupported", what: "7-Zip" };
  if (has("Rar!\x1a\x07")) return { kind: "unsupported", what: "RAR" };
  if (has("\xfd7zXZ\0")) return { kind: "unsupported", what: "xz" };
  if (has("BZh") && isBzip2Block(content)) return { kind: "unsupported", what: "bzip2" };
  if (has("\x28\xb5\x2f\xfd")) return { kind: "unsupported", what: "Zstandard" };
  if (isTar(content)) return { kind: "tar" };
  return { kind: "none" };
}

/** The three letters may begin a text; what follows them in a compressed file is π, or √π when it is empty. */
function isBzip2Block(content: Buffer): boolean {
  const mark = content.subarray(4, 10).toString("hex");
  return mark === "314159265359" || mark === "177245385090";
}

const BLOCK = 512;

/** A tar begins with a header whose checksum is right, or, when it is empty, with two blocks of zeros. */
function isTar(content: Buffer): boolean {
  if (content.length < BLOCK) return false;
  if (isTarHeader(content.subarray(0, BLOCK))) return true;
  return content.length >= 2 * BLOCK && content.every((byte) => byte === 0);
}

/**
 * Whether the checksum of a 512-byte header is right: six octal digits over all its bytes, its own
 * field read as spaces (POSIX.1-2017, pax, "ustar Interchange Format").
 */
export function isTarHeader(header: Buffer): boolean {
  const stored = /^[ \0]*([0-7]+)[ \0]*$/.exec(header.toString("latin1", 148, 156))?.[1];
  if (stored === undefined) return false;
  const spaces = 8 * 0x20;
  let sum = spaces;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i] ?? 0;
  return sum === Number.parseInt(stored, 8);
}
