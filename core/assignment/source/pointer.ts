/** JSON pointers (RFC 6901) as strings: "" is the whole document. */

export function child(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

export function descend(pointer: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((at, key) => child(at, typeof key === "symbol" ? "" : key), pointer);
}

export function parent(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
}

export function lastKey(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
}
