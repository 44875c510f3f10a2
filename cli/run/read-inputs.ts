import { readFile, stat } from "node:fs/promises";
import { UserError } from "#cli/errors.ts";

/** What one run finds on its standard input, and how it is called in what is printed. */
export interface RunInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const maxInputs = 50;
const maxBytes = 10 * 1024 * 1024;

/** Files first, then texts; without either, one run with nothing on its standard input. */
export async function readInputs(
  files: readonly string[],
  texts: readonly string[],
): Promise<readonly RunInput[]> {
  if (files.length + texts.length > maxInputs) {
    throw new UserError(`${files.length + texts.length} inputs are more than the ${maxInputs} of one run`);
  }
  const read = await Promise.all(files.map(readInput));
  const typed = texts.map((text, index) => ({ name: `--stdin ${index + 1}`, bytes: Buffer.from(text) }));
  const inputs = [...read, ...typed];
  return inputs.length > 0 ? inputs : [{ name: "no input", bytes: new Uint8Array() }];
}

async function readInput(path: string): Promise<RunInput> {
  const status = await stat(path).catch((error: unknown) => {
    throw new UserError(`cannot read the input ${path}: no such file`, { cause: error });
  });
  if (!status.isFile()) throw new UserError(`the input ${path} is not a file`);
  if (status.size > maxBytes) {
    throw new UserError(
      `the input ${path} has ${status.size} bytes, more than the ${maxBytes} that are sent`,
    );
  }
  return { name: path, bytes: await readFile(path) };
}
