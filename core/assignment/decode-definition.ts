import type { Finding } from "#core/assignment/finding.ts";
import { assignmentLimits } from "#core/limits.ts";

export type Decoded =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly finding: Finding };

/** The text of an assignment file, or why its bytes are none. A byte order mark is left for the reader to refuse. */
export function decodeDefinition(bytes: Uint8Array, fileName: string): Decoded {
  const refuse = (code: string, message: string): Decoded => ({
    ok: false,
    finding: { severity: "error", code, file: fileName, pointer: "", message },
  });
  if (bytes.length > assignmentLimits.definitionBytes) {
    const limit = assignmentLimits.definitionBytes;
    return refuse(
      "too_large",
      `the file has more than ${limit} bytes, and no more are read; put data into assets`,
    );
  }
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return refuse("not_utf8", "the file is not UTF-8 text; save it as UTF-8");
  }
}
