import * as z from "zod";
import { check, isRecord, type Part, type Reading, Unread } from "#core/assignment/reading/reading.ts";
import { child } from "#core/assignment/source/pointer.ts";

const text = z.string().nullish();
const flag = z.boolean().nullish();

const FeedbackDefinition = z.strictObject({ general: Unread, default: Unread, ai: Unread });

const sections = {
  general: z.strictObject({
    report_title: text,
    show_score: flag,
    show_passed_tests: flag,
    add_report_summary: flag,
    online_content: z
      .array(
        z.looseObject({
          url: z.string(),
          description: z.string(),
          linked_tests: z.array(z.string()).nullish(),
        }),
      )
      .nullish(),
  }),
  default: z.strictObject({
    category_headers: z.looseObject({ base: text, bonus: text, penalty: text }).nullish(),
  }),
  ai: z.strictObject({
    provide_solutions: text,
    feedback_tone: text,
    feedback_persona: text,
    assignment_context: text,
    extra_orientations: text,
    submission_files_to_read: z.array(z.string()).nullish(),
  }),
} as const;

/**
 * Checks the report preferences of the reference system and says that they change nothing:
 * a preference that is dropped silently would be believed.
 */
export function readFeedback(reading: Reading, part: Part): void {
  if (part.value === undefined || part.value === null) return;
  const lenient = { ...reading, lenient: true };
  check(lenient, FeedbackDefinition, part);
  if (isRecord(part.value)) {
    for (const [name, schema] of Object.entries(sections)) {
      const value = part.value[name];
      if (value !== undefined && value !== null)
        check(lenient, schema, { value, pointer: child(part.pointer, name) });
    }
  }
  reading.findings.warning({
    code: "not_used",
    pointer: part.pointer,
    message: `'${reading.findings.keyOf(part.pointer)}' is understood but does not change reports; every report has one form`,
    at: "key",
  });
}
