/** UTF-8, else Latin-1, which takes any byte; not WHATWG's "latin1", which is windows-1252. */
export function decodeText(content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return Buffer.from(content).toString("latin1");
  }
}
