import type { CommandFacts, KeptOutput, TestResult } from "#core/grading/result.ts";
import type { CappedOutput, CommandOutcome } from "#core/grading/sandbox-port.ts";
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
export function keepOutput(output: Pick<CappedOutput, "text" | "truncated">): KeptOutput {
  const text = cut(output.text);
  return { text, truncated: output.truncated || text.length < output.text.length };
}

/** The end of a stream: what a program said last is why it ended. */
function keepEnd(output: Pick<CappedOutput, "text" | "truncated">): KeptOutput {
  const bytes = new TextEncoder().encode(output.text);
  if (bytes.length <= gradingLimits.outputInResultBytes) return keepOutput(output);
  const end = bytes.subarray(bytes.length - gradingLimits.outputInResultBytes);
  const start = end.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(end.subarray(start)), truncated: true };
}

/** What a result keeps of a verdict, beside its score. */
export function keepVerdict({
  message,
  outcome,
  comparison,
}: TestVerdict): Pick<TestResult, "message" | "facts" | "stdout" | "stderr" | "comparison"> {
  return {
    message,
    ...(outcome === undefined
      ? {}
      : {
          facts: toFacts(outcome),
          stdout: keepOutput(outcome.stdout),
          stderr: keepEnd(outcome.stderr),
        }),
    ...(comparison === undefined ? {} : { comparison: keepComparison(comparison) }),
  };
}

function keepComparison({
  expected,
  actual,
  lines,
}: NonNullable<TestVerdict["comparison"]>): NonNullable<TestResult["comparison"]> {
  const kept = { expected: cut(expected), actual: cut(actual), ...(lines === undefined ? {} : { lines }) };
  const truncated = kept.expected.length < expected.length || kept.actual.length < actual.length;
  return truncated ? { ...kept, truncated } : kept;
}

function cut(text: string): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(gradingLimits.outputInResultBytes));
  return text.slice(0, read);
}
