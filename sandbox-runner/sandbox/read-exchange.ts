import type { FileRead } from "#core/grading/sandbox-port.ts";
import type { Exchange } from "./channel.ts";
import { frame, requestTypes, responseTypes } from "./frames.ts";

const deadlineMs = 10_000;

/** Reads one file below `/app`; `path` is relative and normal. */
export function readExchange(path: string, capBytes: number): Exchange<FileRead> {
  const parts: Buffer[] = [];
  let bytes = 0;
  return {
    name: "read",
    deadlineMs,
    send: (write) => {
      const cap = Buffer.allocUnsafe(8);
      cap.writeBigUInt64BE(BigInt(capBytes));
      return write(frame(requestTypes.read, cap, Buffer.from(`${path}\0`)));
    },
    receive: (type, payload) => {
      if (type === responseTypes.file) return decode(payload, parts);
      if (type !== responseTypes.fileData) throw new Error(`frame ${type} in the answer to read`);
      bytes += payload.length;
      if (bytes > capBytes) throw new Error(`more of a file than the cap of ${capBytes} bytes`);
      parts.push(payload);
      return undefined;
    },
  };
}

function decode(payload: Buffer, parts: readonly Buffer[]): FileRead {
  switch (payload.readUInt32BE(0)) {
    case 0:
      return { kind: "read", content: Buffer.concat(parts) };
    case 1:
      return { kind: "missing" };
    case 3:
      return { kind: "too-large", sizeBytes: Number(payload.readBigUInt64BE(4)) };
    default:
      return { kind: "not-regular" };
  }
}
