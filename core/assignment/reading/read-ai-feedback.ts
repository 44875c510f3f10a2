import * as z from "zod";
import { AiFeedback } from "#core/assignment/ai-feedback.ts";
import { check, isRecord, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { RelativePath } from "#core/assignment/reading/relative-path.ts";

const short = z.string().max(200);
const long = z.string().max(2_000);

/** In the names of the reference system. */
export const AiFeedbackDefinition = z.strictObject({
  provide_solutions: AiFeedback.shape.solutions
    .nullish()
    .describe("How far it may go: no part of a solution, hints (the default), or all of it."),
  feedback_tone: short.nullish(),
  feedback_persona: short.nullish().describe("The name under which it speaks."),
  assignment_context: long.nullish().describe("What the assignment is about. Nothing secret."),
  extra_orientations: long.nullish().describe("What else to mind. Nothing secret."),
  submission_files_to_read: z
    .array(RelativePath)
    .min(1)
    .max(100)
    .nullish()
    .describe("Files or folders; every text file unless said."),
});

export const FeedbackMode = z.enum(["default", "ai"]);

export interface AiFeedbackParts {
  readonly mode: Part;
  readonly wishes: Part;
}

/** Undefined unless the instructor asks for it by `mode`: what students wrote then leaves for a model. */
export function readAiFeedback(reading: Reading, { mode, wishes }: AiFeedbackParts): AiFeedback | undefined {
  const wanted = check(reading, FeedbackMode.nullish(), mode) === "ai";
  if (!wanted) {
    notUsed(reading, wishes);
    return undefined;
  }
  const read = check(reading, AiFeedbackDefinition.nullish(), wishes);
  const { feedback_tone, feedback_persona, assignment_context, extra_orientations } = read ?? {};
  return {
    solutions: read?.provide_solutions ?? "hint",
    ...(feedback_tone && { tone: feedback_tone }),
    ...(feedback_persona && { persona: feedback_persona }),
    ...(assignment_context && { context: assignment_context }),
    ...(extra_orientations && { orientations: extra_orientations }),
    ...(read?.submission_files_to_read && { files: read.submission_files_to_read }),
  };
}

/** Wishes that are dropped silently would be believed. The reference system reads them and uses none. */
function notUsed(reading: Reading, wishes: Part): void {
  if (wishes.value === undefined || wishes.value === null) return;
  if (!reading.lenient || !isRecord(wishes.value)) check(reading, AiFeedbackDefinition, wishes);
  const message = "'ai' is used only beside 'mode: ai', which has a language model write feedback too";
  reading.findings.warning({ code: "not_used", pointer: wishes.pointer, message, at: "key" });
}
