import type { CaseOutcome } from "./grade-case.ts";
import type { ReferenceCase } from "./reference-case.ts";

/**
 * Whether our outcome is the failure that was recorded: by the same step of the preflight and with the same files
 * named, or, where its config is what failed, refused before anybody is graded.
 */
export function isRejection(actual: CaseOutcome, expected: ReferenceCase["expected"]): boolean {
  const error = expected.error ?? "";
  const code = codes.find(([words]) => words.test(error))?.[1];
  if (code === undefined) return actual.outcome === "refused" && isConfigs(expected);
  if (actual.outcome !== "rejected" || actual.error.code !== code) return false;
  const missing = [...error.matchAll(/not found: `'(.*)'`/g)].map((match) => match[1] ?? "");
  return missing.every((name) => JSON.stringify(actual.error).includes(name));
}

const codes: readonly (readonly [RegExp, string])[] = [
  [/Required file or directory not found/, "required_file_missing"],
  [/Setup command '.*' failed with exit code/, "setup_command_failed"],
];

/** A step that broke on the config itself, while the pipeline was built or the tree was. */
function isConfigs({ status, failed_at_step: step }: ReferenceCase["expected"]): boolean {
  return status === undefined || step === null || step === undefined;
}
