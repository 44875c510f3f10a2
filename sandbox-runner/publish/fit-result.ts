import type { GradingResult, KeptOutput } from "#core/grading/result.ts";
import { gradingLimits } from "#core/limits.ts";

/** How much of each stream is kept, tried in this order until the result fits. */
const KEPT_CHARACTERS = [4096, 1024, 256, 0] as const;

/**
 * The same result within `resultBytes`: outputs of commands and compared texts are cut,
 * all alike, until it fits. Scores, messages and facts are never touched.
 */
export function fitResult(
  result: GradingResult,
  capBytes: number = gradingLimits.resultBytes,
): GradingResult {
  if (sizeBytes(result) <= capBytes) return result;
  for (const characters of KEPT_CHARACTERS) {
    const cut = cutOutputs(result, characters);
    if (sizeBytes(cut) <= capBytes) return cut;
  }
  return cutOutputs(result, 0);
}

function sizeBytes(result: GradingResult): number {
  return Buffer.byteLength(JSON.stringify(result));
}

function cutOutputs(result: GradingResult, characters: number): GradingResult {
  const setup = result.setup.map((command) => ({
    ...command,
    stdout: cut(command.stdout, characters),
    stderr: cut(command.stderr, characters),
  }));
  if (result.outcome !== "graded") return { ...result, setup };
  const tests = result.tests.map(({ stdout, stderr, comparison, ...test }) => ({
    ...test,
    ...(stdout && { stdout: cut(stdout, characters) }),
    ...(stderr && { stderr: cut(stderr, characters) }),
    ...(comparison && {
      comparison: {
        ...comparison,
        expected: cutText(comparison.expected, characters),
        actual: cutText(comparison.actual, characters),
      },
    }),
  }));
  return { ...result, setup, tests };
}

function cut(output: KeptOutput, characters: number): KeptOutput {
  if (output.text.length <= characters) return output;
  return { text: output.text.slice(0, characters).toWellFormed(), truncated: true };
}

function cutText(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters).toWellFormed()}…`;
}
