import { randomBytes } from "node:crypto";
import type { AiAllowance } from "#core/ai/allowance.ts";
import { writeFeedback } from "#core/ai/write-feedback.ts";
import type { WrittenFeedback } from "#core/ai/written-feedback.ts";
import type { TestResult } from "#core/grading/result.ts";
import type { GradingInputs, GradingPorts } from "#runner/grade/grading.ts";
import type { Stopwatch } from "#runner/grade/stopwatch.ts";

interface Graded {
  readonly inputs: GradingInputs;
  readonly ports: GradingPorts;
  /** What the AI tests left over; undefined where AI is off. */
  readonly ai: AiAllowance | undefined;
  readonly stopwatch: Stopwatch;
}

/**
 * The feedback that the assignment asks of a language model, when the score is there and the sandbox is gone;
 * undefined where it asks for none. Rejects only with the reason of an aborted signal.
 */
export async function feedbackOn(
  tests: readonly TestResult[],
  { inputs, ports, ai, stopwatch }: Graded,
  signal: AbortSignal,
): Promise<WrittenFeedback | undefined> {
  const { definition, files, locale } = inputs;
  const { aiFeedback: wishes, feedback: report } = definition;
  const { onFeedbackFailed: onFailure } = ports;
  if (wishes === undefined || onFailure === undefined) return undefined;
  if (ports.ai === undefined || ai === undefined) return { kind: "missing", reason: "off" };
  const { feedbackWaitMs: waitMs } = ports.ai;
  const fence = randomBytes(16).toString("hex");
  return await stopwatch.measure("feedbackMs", () =>
    writeFeedback(
      { wishes, report, tests, files, locale, fence },
      { allowance: ai, waitMs, onFailure },
      signal,
    ),
  );
}
