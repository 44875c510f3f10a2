import { readFile, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { UserError } from "#cli/errors.ts";
import { submissionLimits } from "#core/limits.ts";
import { packFolder } from "./pack-folder.ts";

/** One object as a student uploads it. */
export interface Upload {
  readonly name: string;
  readonly content: Buffer;
}

/** A file as it is, or a folder packed; refused here when the pipeline would refuse it for its size. */
export async function readUpload(path: string): Promise<Upload> {
  const status = await stat(path).catch((error: unknown) => {
    throw new UserError(`cannot read ${path}: no such file or folder`, { cause: error });
  });
  const name = basename(resolve(path));
  if (status.isDirectory())
    return assertSize({ name: `${name}.tar.gz`, content: await packFolder(path) }, path);
  if (!status.isFile()) throw new UserError(`${path} is neither a file nor a folder`);
  assertBytes(status.size, path);
  return { name, content: await readFile(path) };
}

function assertSize(upload: Upload, path: string): Upload {
  assertBytes(upload.content.length, path);
  return upload;
}

function assertBytes(bytes: number, path: string): void {
  const { uploadBytes } = submissionLimits;
  if (bytes > uploadBytes) {
    throw new UserError(
      `${path} is ${bytes} bytes to upload, more than the ${uploadBytes} that are accepted`,
    );
  }
}
