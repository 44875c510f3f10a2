import type { Readable } from "node:stream";

/** The lines of a stream, without their ends. Throws when one of them is longer than `maxBytes`. */
export async function* cappedLines(stream: Readable, maxBytes: number): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxBytes || lines.some((line) => line.length > maxBytes)) {
      throw new Error(`a line of more than ${maxBytes} bytes`);
    }
    yield* lines;
  }
  return undefined;
}
