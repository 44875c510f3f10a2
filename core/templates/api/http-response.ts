/** An answer as HTTP/1.0 or 1.1 defines it, RFC 9112. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case, in the order of the answer. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

export type ParsedResponse =
  | { readonly ok: true; readonly response: HttpResponse }
  /** `empty`: not a byte. `malformed`: no HTTP. `incomplete`: it ended before its own end. */
  | { readonly ok: false; readonly problem: "empty" | "malformed" | "incomplete" };

const maxHeaderBytes = 64 * 1024;
const maxHeaders = 200;
/** Such as 100 Continue, before the answer proper. */
const maxInterim = 10;

/**
 * Reads the answer to one request. Nothing is guessed: a length that is no number, two lengths, a length beside
 * chunks, or a broken chunk is no answer. `closed` says that the server ended it, and not a limit of ours.
 */
export function parseResponse(
  bytes: Uint8Array,
  { method, closed }: { readonly method: string; readonly closed: boolean },
): ParsedResponse {
  if (bytes.length === 0) return { ok: false, problem: "empty" };
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let rest = whole;
  for (let interim = 0; interim < maxInterim; interim += 1) {
    const head = readHead(rest);
    if (typeof head === "string") return { ok: false, problem: head };
    rest = rest.subarray(head.length);
    if (head.status >= 200) return readBody(rest, { ...head, method, closed });
  }
  return { ok: false, problem: "malformed" };
}

type Problem = "malformed" | "incomplete";

interface Head {
  readonly status: number;
  readonly headers: HttpResponse["headers"];
  /** Up to and with the empty line. */
  readonly length: number;
}

/** Lines may end with a bare line feed, as RFC 9112 2.2 allows a reader to take them. */
function readHead(bytes: Buffer): Head | Problem {
  const text = bytes.toString("latin1", 0, maxHeaderBytes);
  const end = /\r?\n\r?\n/.exec(text);
  if (!/^HTTP\/1\.[01] /.test(text))
    return "HTTP/1.".startsWith(text.slice(0, 7)) ? "incomplete" : "malformed";
  if (end === null) return bytes.length > maxHeaderBytes ? "malformed" : "incomplete";
  const [statusLine = "", ...lines] = text.slice(0, end.index).split(/\r?\n/);
  const status = /^HTTP\/1\.[01] ([1-5][0-9]{2})(?: .*)?$/.exec(statusLine)?.[1];
  if (status === undefined || lines.length > maxHeaders) return "malformed";
  const headers: [string, string][] = [];
  for (const line of lines) {
    const [field, name] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):/.exec(line) ?? [];
    if (field === undefined || name === undefined || line.includes("\r")) return "malformed";
    headers.push([name.toLowerCase(), withoutBlanks(line.slice(field.length))]);
  }
  return { status: Number(status), headers, length: end.index + end[0].length };
}

/** By index: a regular expression that trims both ends takes hours for a header of nothing but blanks. */
function withoutBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && BLANKS.has(value[start])) start += 1;
  while (start < end && BLANKS.has(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

const BLANKS: ReadonlySet<string | undefined> = new Set([" ", "\t"]);

function readBody(
  rest: Buffer,
  head: Head & { readonly method: string; readonly closed: boolean },
): ParsedResponse {
  const { status, headers } = head;
  const valuesOf = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
  const answer = (body: Buffer): ParsedResponse => ({ ok: true, response: { status, headers, body } });
  if (head.method === "HEAD" || status === 204 || status === 304) return answer(Buffer.alloc(0));
  const codings = valuesOf("transfer-encoding");
  const lengths = valuesOf("content-length");
  if (codings.length > 0) {
    if (lengths.length > 0 || codings.length > 1 || codings[0]?.toLowerCase() !== "chunked") {
      return { ok: false, problem: "malformed" };
    }
    const body = readChunks(rest);
    return typeof body === "string" ? { ok: false, problem: body } : answer(body);
  }
  if (lengths.length === 0) return head.closed ? answer(rest) : { ok: false, problem: "incomplete" };
  const [length = ""] = lengths;
  if (lengths.length > 1 || !/^[0-9]{1,15}$/.test(length)) return { ok: false, problem: "malformed" };
  if (rest.length < Number(length)) return { ok: false, problem: "incomplete" };
  return answer(rest.subarray(0, Number(length)));
}

/** RFC 9112 7.1. Trailers are not looked at. */
function readChunks(bytes: Buffer): Buffer | Problem {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\n", at);
    if (lineEnd === -1) return bytes.length - at > maxHeaderBytes ? "malformed" : "incomplete";
    const line = bytes.toString("latin1", at, Math.min(lineEnd, at + maxHeaderBytes));
    const size = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?\r?$/.exec(line)?.[1];
    if (size === undefined) return "malformed";
    const start = lineEnd + 1;
    const end = start + Number.parseInt(size, 16);
    if (end === start) return Buffer.concat(parts);
    if (end >= bytes.length) return "incomplete";
    parts.push(bytes.subarray(start, end));
    const separator = bytes.toString("latin1", end, end + 2);
    if (separator.startsWith("\n")) at = end + 1;
    else if (separator === "\r\n") at = end + 2;
    else return separator === "\r" ? "incomplete" : "malformed";
  }
}
