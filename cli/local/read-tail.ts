import { readFile } from "node:fs/promises";

const KEPT_LINES = 30;

/** The end of a log: where a program says why it gave up. */
export async function readTail(file: string): Promise<string> {
  const text = await readFile(file, "utf8");
  return text.trimEnd().split("\n").slice(-KEPT_LINES).join("\n");
}
