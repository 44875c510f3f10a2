import * as z from "zod";
import { readJson } from "#core/assignment/source/read-json.ts";
import { AssayError } from "#core/errors.ts";
import { type CommandOutcome, succeeded } from "#core/grading/sandbox-port.ts";

const MESSAGE_CHARACTERS = 2_000;

const Answer = z.strictObject({
  score: z.number().min(0).max(100),
  message: z.string().min(1).max(MESSAGE_CHARACTERS),
});
export type CheckerAnswer = z.infer<typeof Answer>;

/**
 * What a checker printed, which must be one JSON object `{"score": 0 to 100, "message": "…"}` and nothing else.
 * Anything else, a key twice or a checker that does not end well is `release_unusable`: the instructor's to
 * correct, and never a student's zero.
 */
export function checkerAnswer(outcome: CommandOutcome): CheckerAnswer {
  if (!succeeded(outcome)) throw unusable(`it did not end with exit code 0 (${howItEnded(outcome)})`);
  if (outcome.stdout.truncated) throw unusable("it printed more than the output limit");
  const { tree, problems } = readJson(outcome.stdout.text);
  if (problems[0] !== undefined) throw unusable(`its answer is no JSON: ${problems[0].message}`);
  const answer = Answer.safeParse(tree?.value);
  if (!answer.success) throw unusable(`its answer: ${z.prettifyError(answer.error)}`);
  return answer.data;
}

function howItEnded({ exitCode, signal, timedOut, outOfMemory, startError }: CommandOutcome): string {
  if (startError !== null) return startError;
  if (timedOut !== null) return `stopped by the limit of ${timedOut} time`;
  if (outOfMemory) return "out of memory";
  return signal ?? `exit code ${exitCode}`;
}

function unusable(detail: string): AssayError {
  return new AssayError("release_unusable", { detail: `the checker: ${detail}`.slice(0, 500) });
}
