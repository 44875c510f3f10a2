import * as z from "zod";

/** One thing that is wrong, or worth knowing, about an assignment: where, what, and what to do. */
export const Finding = z.strictObject({
  severity: z.enum(["error", "warning"]),
  /** Stable and machine-readable, e.g. `unknown_key`, `asset_missing`, `duplicate_target`. */
  code: z.string(),
  file: z.string(),
  /** 1-based; absent when the place cannot be known, e.g. a file that is not text. */
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  /** JSON pointer (RFC 6901) into the file as it was written, "" for the whole. */
  pointer: z.string(),
  /** Lower case, no full stop, names the offending value and what to do. */
  message: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** `assignment.yaml:14:7: /criteria/base/weight: …`, as compilers print it and editors understand it. */
export function formatFinding(finding: Finding): string {
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(":");
  const pointer = finding.pointer === "" ? "" : ` ${finding.pointer}:`;
  return `${place}: ${finding.severity}:${pointer} ${finding.message}`;
}
