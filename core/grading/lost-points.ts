import type { TestResult } from "#core/grading/result.ts";

/**
 * Points of the final score, before its clamp, that a test cost. The base is worth 100 points whatever its
 * weight says; the bonus and the penalty are worth their weight.
 */
export function lostPoints(
  { score, share }: { readonly score: number; readonly share: number },
  category: { readonly name: TestResult["category"]; readonly weight: number },
): number {
  const worth = category.name === "base" ? 100 : category.weight;
  return ((100 - score) / 100) * worth * share;
}
