import type { Assignment } from "#core/assignment/assignment.ts";
import { canonicalJson } from "#core/assignment/canonical-json.ts";
import { Sha256, sha256Hex } from "#core/submission/ids.ts";

/**
 * What every release and every grade carries. Key order, comments, spelling and defaults that are written out
 * do not change it; everything that can change a grade or a report does.
 */
export function definitionHash(assignment: Assignment): Sha256 {
  return Sha256.parse(sha256Hex(canonicalJson(assignment)));
}
