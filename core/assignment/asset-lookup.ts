import { type AssignmentRef, assignmentKeys } from "#core/submission/keys.ts";

/** Where an asset may be in the assignments bucket; the first that exists is the one. */
export function assetKeys(ref: AssignmentRef, source: string): readonly [own: string, shared: string] {
  return [assignmentKeys.asset(ref, source), assignmentKeys.sharedAsset(ref, source)];
}
