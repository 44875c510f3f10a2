/** What the header blocks before an entry say about it, beside its own. */
export interface ExtendedHeader {
  readonly path?: string;
  readonly size?: number;
  readonly sparse?: true;
}

/**
 * The records of a pax header, `<length> <key>=<value>\n` each (POSIX.1-2017, pax), as far as they
 * matter here; null when they are damaged.
 */
export function readPaxRecords(data: Buffer): ExtendedHeader | null {
  let header: ExtendedHeader = {};
  let offset = 0;
  while (offset < data.length) {
    const space = data.indexOf(" ", offset);
    const length = readInteger(data.toString("latin1", offset, Math.min(space, offset + 16)));
    const end = offset + (length ?? 0);
    const equals = data.indexOf("=", space);
    const isRecord = space > 0 && equals > space && equals < end && data[end - 1] === 0x0a;
    if (!isRecord) return null;
    const key = data.toString("utf8", space + 1, equals);
    const value = data.toString("utf8", equals + 1, end - 1);
    if (key === "path") header = { ...header, path: value };
    if (key.startsWith("GNU.sparse.")) header = { ...header, sparse: true };
    if (key === "size") {
      const size = readInteger(value);
      if (size === null) return null;
      header = { ...header, size };
    }
    offset = end;
  }
  return header;
}

function readInteger(text: string): number | null {
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}
