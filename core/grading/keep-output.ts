import type { CommandFacts, KeptOutput, TestResult } from "#core/grading/result.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";
import type { TestVerdict } from "#core/grading/test-function.ts";
import { gradingLimits } from "#core/limits.ts";

/** The facts of a command as a result keeps them. */
export function toFacts(outcome: CommandOutcome): CommandFacts {
  const { stdout, stderr, exitCode, signal, timedOut, outOfMemory, startError } = outcome;
  const { wallMs, cpuMs, maxRssBytes } = outcome;
  const outputTruncated = stdout.truncated || stderr.truncated;
  return {
    exitCode,
    signal,
    timedOut,
    outOfMemory,
    outputTruncated,
    startError,
    wallMs,
    cpuMs,
    maxRssBytes,
  };
}

/** The beginning of a stream, cut between characters; that it was cut is a fact beside it, not text in it. */
export function keepOutput(
  output: { readonly text: string; readonly truncated: boolean },
  capBytes: number = gradingLimits.outputInResultBytes,
): KeptOutput {
  const text = cutToBytes(output.text, capBytes);
  return { text, truncated: output.truncated || text.length < output.text.length };
}

/** What a result keeps of a verdict, beside its score. */
export function keepVerdict(
  { message, outcome, comparison }: TestVerdict,
  capBytes: number,
): Pick<TestResult, "message" | "facts" | "stdout" | "stderr" | "comparison"> {
  return {
    message,
    ...(outcome === undefined
      ? {}
      : {
          facts: toFacts(outcome),
          stdout: keepOutput(outcome.stdout, capBytes),
          stderr: keepOutput(outcome.stderr, capBytes),
        }),
    ...(comparison === undefined ? {} : { comparison: keepComparison(comparison, capBytes) }),
  };
}

function keepComparison(
  { expected, actual }: NonNullable<TestVerdict["comparison"]>,
  capBytes: number,
): NonNullable<TestResult["comparison"]> {
  const kept = { expected: cutToBytes(expected, capBytes), actual: cutToBytes(actual, capBytes) };
  const truncated = kept.expected.length < expected.length || kept.actual.length < actual.length;
  return truncated ? { ...kept, truncated } : kept;
}

/** As JSON, one byte of text may take six (`\u0000`), and a test keeps up to four texts. */
const WORST_CASE = 6 * 4;

/**
 * Bytes that each text of each test may keep, so that the tests fill half of the largest result at most;
 * the other half is for the setup.
 */
export function keptBytesPerText(tests: number): number {
  const fair = Math.floor(gradingLimits.resultBytes / 2 / WORST_CASE / Math.max(1, tests));
  return Math.min(gradingLimits.outputInResultBytes, fair);
}

function cutToBytes(text: string, capBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(capBytes));
  return text.slice(0, read);
}
