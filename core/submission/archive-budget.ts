import { AssayError } from "#core/errors.ts";
import type { submissionLimits } from "#core/limits.ts";
import { printable } from "#core/submission/printable.ts";

export type SubmissionLimits = Readonly<Record<keyof typeof submissionLimits, number>>;

/** Bytes that an upload of this size may unpack to: the total, or less when it is packed too well to be true. */
export function unpackedBytesAllowed(uploadBytes: number, limits: SubmissionLimits): number {
  const byRatio = Math.max(limits.ratioFloorBytes, limits.ratio * uploadBytes);
  return Math.min(limits.unpackedBytes, byRatio);
}

/**
 * What an archive has used of its limits. Entries that are dropped count as entries too:
 * reading them is work, whether or not their content is wanted.
 */
export class ArchiveBudget {
  readonly #limits: SubmissionLimits;
  readonly #bytesAllowed: number;
  #entries = 0;
  #bytes = 0;

  constructor(uploadBytes: number, limits: SubmissionLimits) {
    this.#limits = limits;
    this.#bytesAllowed = unpackedBytesAllowed(uploadBytes, limits);
  }

  /** Throws `archive_too_many_entries`. */
  spendEntries(count: number): void {
    this.#entries += count;
    if (this.#entries > this.#limits.entries) {
      throw new AssayError("archive_too_many_entries", { limit: this.#limits.entries, found: this.#entries });
    }
  }

  /** Throws `archive_too_large`, naming the file with which it became so. */
  spendBytes(path: string, bytes: number): void {
    if (bytes > this.#limits.fileBytes) {
      throw new AssayError("archive_too_large", {
        path: printable(path),
        limitBytes: this.#limits.fileBytes,
        sizeBytes: bytes,
      });
    }
    this.#bytes += bytes;
    if (this.#bytes > this.#bytesAllowed) {
      throw new AssayError("archive_too_large", {
        path: printable(path),
        limitBytes: this.#bytesAllowed,
        sizeBytes: this.#bytes,
      });
    }
  }
}
