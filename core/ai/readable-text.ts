import type { SubmissionFile } from "#core/submission/file.ts";

export interface ReadableFile {
  readonly path: string;
  readonly text: string;
}

/** A model reads text: what is no UTF-8, or holds a NUL, is a picture or a program. */
export function readableFiles(files: readonly SubmissionFile[]): readonly ReadableFile[] {
  return files.flatMap(({ path, content }) => {
    if (content.includes(0)) return [];
    try {
      return [{ path, text: new TextDecoder("utf-8", { fatal: true }).decode(content) }];
    } catch {
      return [];
    }
  });
}
