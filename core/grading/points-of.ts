import type { TestResult } from "#core/grading/result.ts";

/**
 * Points of the final score, before its clamp, that a test or a subject is worth, and those that it cost.
 * The base is worth 100 points whatever its weight says; the bonus and the penalty are worth their weight.
 */
export function pointsOf(
  { score, share }: { readonly score: number; readonly share: number },
  category: { readonly name: TestResult["category"]; readonly weight: number },
): { readonly worth: number; readonly lostPoints: number } {
  const all = category.name === "base" ? 100 : category.weight;
  return { worth: all * share, lostPoints: ((100 - score) / 100) * all * share };
}
