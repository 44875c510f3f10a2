/** Python reads a file as its first or second line says, https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations. */
const DECLARATION = /^[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;
/** Nobody writes longer lines before the declaration, and none is looked for beyond. */
const HEAD_BYTES = 4_096;
const UTF_8 = "utf-8";

/** Names that Python has and the Encoding Standard has not, with `-` for `_`. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["latin-1", "latin1"],
  ["iso-latin-1", "latin1"],
  ["u8", UTF_8],
  ["utf", UTF_8],
  ["utf8-ucs2", UTF_8],
  ["utf-8-sig", UTF_8],
]);

/** What a Python file says that it is encoded in, as it is written there; UTF-8 where it says nothing. */
export function declaredEncoding(content: Uint8Array): string {
  const head = Buffer.from(content.subarray(0, HEAD_BYTES)).toString("latin1");
  for (const line of head.split(/\r\n|\r|\n/, 2)) {
    const name = DECLARATION.exec(line)?.[1];
    if (name !== undefined) return name;
  }
  return UTF_8;
}

/** Undefined in an encoding that no browser knows: `utf-7` or `unicode_escape` spell programs that nobody can read. */
export function decoded(content: Uint8Array, encoding: string): string | undefined {
  const name = encoding.toLowerCase().replaceAll("_", "-");
  try {
    return new TextDecoder(otherNames.get(name) ?? name).decode(content);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
