/** One request to the student's server. */
export interface HttpRequest {
  readonly method: string;
  /** Begins with `/`, printable, without spaces. */
  readonly target: string;
  /** Sent as JSON where there is one. */
  readonly json?: unknown;
}

/** HTTP/1.1 bytes that ask the server to hang up after its answer, RFC 9112 9.6: the end of the answer is its end. */
export function encodeRequest({ method, target, json }: HttpRequest, port: number): Uint8Array {
  const encoder = new TextEncoder();
  const body = json === undefined ? new Uint8Array() : encoder.encode(JSON.stringify(json));
  const head = [
    `${method} ${target} HTTP/1.1`,
    `Host: localhost:${port}`,
    "User-Agent: assay",
    "Accept: */*",
    "Connection: close",
    ...(json === undefined ? [] : ["Content-Type: application/json", `Content-Length: ${body.length}`]),
  ].join("\r\n");
  return Buffer.concat([encoder.encode(`${head}\r\n\r\n`), body]);
}
