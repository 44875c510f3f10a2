import { expect } from "vitest";
import type { Instead } from "./differs.ts";
import type { CaseOutcome } from "./grade-case.ts";
import type { ReferenceCase } from "./reference-case.ts";

/** What the reference system recorded, in our outcomes: scores to the last bit, failures by their kind. */
export function expectAgreement(actual: CaseOutcome, { expected }: ReferenceCase): void {
  if (expected.status === undefined) {
    expect(actual.outcome).toBe("refused");
    return;
  }
  if (expected.status === "failed") {
    expect(actual).toMatchObject({
      outcome: "rejected",
      error: { code: rejectionCode(expected), blame: "student" },
    });
    for (const name of quotedNames(expected.error)) expect(JSON.stringify(actual)).toContain(name);
    return;
  }
  expect(actual).toMatchObject({
    outcome: "graded",
    score: expected.final_score,
    categories: expected.categories,
    tests: expected.tests.map(({ path, score, weight }) => ({ path, score, weight })),
  });
}

/** What we do instead, where we differ. */
export function expectInstead(actual: CaseOutcome, instead: Instead): void {
  if (instead.outcome === "refused") {
    const { pointer, message } = instead;
    const finding = { severity: "error", pointer, message: expect.stringMatching(message) };
    expect(actual).toMatchObject({
      outcome: "refused",
      findings: expect.arrayContaining([expect.objectContaining(finding)]),
    });
    return;
  }
  if (instead.outcome === "rejected") {
    expect(actual).toMatchObject({ outcome: "rejected", error: { code: instead.code, blame: "student" } });
    return;
  }
  const { score, stdout } = instead;
  const tests = stdout === undefined ? {} : { tests: [{ stdout: { text: stdout } }] };
  expect(actual).toMatchObject({ outcome: "graded", score, ...tests });
}

function rejectionCode({ error }: ReferenceCase["expected"]): string {
  const codes: readonly (readonly [RegExp, string])[] = [
    [/Required file or directory not found/, "required_file_missing"],
    [/Setup command '.*' failed with exit code/, "setup_command_failed"],
  ];
  return (
    codes.find(([words]) => words.test(error ?? ""))?.[1] ?? "a failure that no outcome of ours stands for"
  );
}

/** The missing files, which must be named, each of them. */
function quotedNames(error: string | null | undefined): string[] {
  return [...(error ?? "").matchAll(/not found: `'(.*)'`/g)].map((match) => match[1] ?? "");
}
