import type { Assignment } from "#core/assignment/assignment.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import { AssayError } from "#core/errors.ts";
import { assignmentLimits, gradingLimits } from "#core/limits.ts";

/** Beyond what programs may take: the first boot, injection, a language model. */
const OVERHEAD_MS = 120_000;
/** And for each test: a sandbox of its own, judging. */
const TEST_OVERHEAD_MS = 1_000;

/** Of any grading. */
export const MAX_GRADING_MS =
  2 * gradingLimits.maxWallMs + OVERHEAD_MS + TEST_OVERHEAD_MS * assignmentLimits.tests;

/** How long a grading may take: as long as a student's programs and the instructor's checkers may, and some. */
export function longestGradingMs({ criteria, limits }: Assignment): number {
  const tests = testsOf(criteria);
  const checkers = tests.some(({ template }) => template === "custom");
  const programsMs = (checkers ? 2 : 1) * limits.gradingWallMs;
  return programsMs + OVERHEAD_MS + TEST_OVERHEAD_MS * tests.length;
}

/** Aborted with `grading_timeout` when the time is over: something of ours hangs. Disposing it stops the clock. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

export function startDeadline(limitMs: number): Deadline {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new AssayError("grading_timeout", { limitMs })), limitMs);
  return { signal: over.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
