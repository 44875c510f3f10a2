/** One file of an unpacked submission. The path is relative, normalised, `/`-separated, and already judged safe. */
export interface SubmissionFile {
  readonly path: string;
  /** Exactly as it was submitted. */
  readonly content: Uint8Array;
  /** Whether the archive marked it executable; no other permission of an upload is kept. */
  readonly executable: boolean;
}
