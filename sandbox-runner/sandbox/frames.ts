/**
 * The frames that agent and init exchange: a type, a length, a payload, all big-endian.
 * The layout is `docs/init-protocol.md`; the other end is `init/protocol.h`.
 */
export const requestTypes = {
  ping: code("P"),
  spawn: code("S"),
  untar: code("U"),
  untarData: code("D"),
  untarEnd: code("E"),
  read: code("R"),
  ask: code("A"),
} as const;

export const responseTypes = {
  pong: code("p"),
  stdout: code("o"),
  stderr: code("e"),
  exit: code("x"),
  untarred: code("u"),
  fileData: code("d"),
  file: code("r"),
  bytes: code("b"),
  asked: code("a"),
} as const;

/** Init never sends more at once; a length beyond it means that the stream is not init's. */
const maxResponseBytes = 1024 * 1024;
const headerBytes = 5;

export function frame(type: number, ...parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt8(type, 0);
  header.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    1,
  );
  return [header, ...parts];
}

/** Cuts a stream into frames. A payload may share memory with the chunk it came in. */
export class FrameReader {
  readonly #onFrame: (type: number, payload: Buffer) => void;
  #chunks: Buffer[] = [];
  #held = 0;
  #wanted = headerBytes;

  constructor(onFrame: (type: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    while (this.#held >= this.#wanted) {
      const joined = this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks);
      this.#chunks = [joined];
      const end = headerBytes + joined.readUInt32BE(1);
      if (end > headerBytes + maxResponseBytes) throw new Error(`a frame of ${end} bytes`);
      this.#wanted = end;
      if (this.#held < end) return;
      this.#chunks = [joined.subarray(end)];
      this.#held -= end;
      this.#wanted = headerBytes;
      this.#onFrame(joined.readUInt8(0), joined.subarray(headerBytes, end));
    }
  }
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}
