import * as z from "zod";
import type { AiFeedback } from "#core/assignment/ai-feedback.ts";
import type { Assignment } from "#core/assignment/assignment.ts";
import { defaultFeedback, type Feedback } from "#core/assignment/feedback.ts";
import {
  AiFeedbackDefinition,
  FeedbackMode,
  readAiFeedback,
} from "#core/assignment/reading/read-ai-feedback.ts";
import { linkedTests, testNames } from "#core/assignment/reading/linked-tests.ts";
import { check, type Part, type Reading, Unread } from "#core/assignment/reading/reading.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";

const text = z.string().max(200);

const ResourceDefinition = z.strictObject({
  url: z.string().max(2_000).describe("http or https."),
  description: z.string().max(500),
  linked_tests: z
    .array(z.string())
    .max(500)
    .nullish()
    .describe("Names or ids; shown when one of them failed, without any always."),
});

const GeneralDefinition = z.strictObject({
  report_title: text.nullish().describe("In place of the headline."),
  show_score: z.boolean().nullish().describe("Whether reports have points in them."),
  show_passed_tests: z.boolean().nullish(),
  add_report_summary: z.boolean().nullish(),
  online_content: z.array(Unread).max(50).nullish().describe("What to read about what failed."),
});

const HeadingsDefinition = z.strictObject({
  base: text.nullish(),
  bonus: text.nullish(),
  penalty: text.nullish(),
});

const DefaultDefinition = z.strictObject({ category_headers: Unread });

const Sections = z.strictObject({ mode: Unread, general: Unread, default: Unread, ai: Unread });

/** Everything at once, for editors; the reader reads part by part, so that one problem hides no other. */
export const FeedbackDefinition = Sections.extend({
  general: GeneralDefinition.extend({ online_content: z.array(ResourceDefinition).nullish() }).nullish(),
  default: z.strictObject({ category_headers: HeadingsDefinition.nullish() }).nullish(),
  mode: FeedbackMode.nullish().describe("'ai' has a language model write feedback beside the report."),
  ai: AiFeedbackDefinition.nullish().describe("Wishes for what a language model writes."),
});

/** What the instructor chose about reports; a part is absent where that is nothing. */
export function readFeedback(
  reading: Reading,
  part: Part,
  criteria: Assignment["criteria"] | undefined,
): { readonly feedback?: Feedback; readonly aiFeedback?: AiFeedback } {
  const sections = section(reading, Sections, part);
  const below: Below = (key) => ({ value: sections?.[key], pointer: child(part.pointer, key) });
  const feedback = readReport(reading, below, criteria);
  const aiFeedback = readAiFeedback(reading, { mode: below("mode"), wishes: below("ai") });
  return { ...(feedback && { feedback }), ...(aiFeedback && { aiFeedback }) };
}

type Below = (key: keyof z.output<typeof Sections>) => Part;

function readReport(
  reading: Reading,
  below: Below,
  criteria: Assignment["criteria"] | undefined,
): Feedback | undefined {
  const general = section(reading, GeneralDefinition, below("general"));
  const headings = section(reading, HeadingsDefinition, {
    value: section(reading, DefaultDefinition, below("default"))?.category_headers,
    pointer: child(below("default").pointer, "category_headers"),
  });
  if (general === undefined && headings === undefined) return undefined;
  const content = {
    value: general?.online_content,
    pointer: child(below("general").pointer, "online_content"),
  };
  return {
    ...(general?.report_title && { reportTitle: general.report_title }),
    showScore: general?.show_score ?? defaultFeedback.showScore,
    showPassedTests: general?.show_passed_tests ?? defaultFeedback.showPassedTests,
    showSummary: general?.add_report_summary ?? defaultFeedback.showSummary,
    resources: readResources(reading, content, criteria),
    categoryHeadings: {
      ...(headings?.base && { base: headings.base }),
      ...(headings?.bonus && { bonus: headings.bonus }),
      ...(headings?.penalty && { penalty: headings.penalty }),
    },
  };
}

function section<Schema extends z.ZodType>(reading: Reading, schema: Schema, part: Part) {
  return part.value === undefined || part.value === null ? undefined : check(reading, schema, part);
}

function readResources(
  reading: Reading,
  { value, pointer }: Part,
  criteria: Assignment["criteria"] | undefined,
): Feedback["resources"] {
  if (!Array.isArray(value)) return [];
  const names = criteria && testNames(criteria);
  return value.flatMap((item: unknown, index) => {
    const at = child(pointer, index);
    const resource = check(reading, ResourceDefinition, { value: item, pointer: at });
    if (resource === undefined) return [];
    const tests = linkedTests(
      reading,
      { value: resource.linked_tests ?? [], pointer: child(at, "linked_tests") },
      names,
    );
    const url = readUrl(reading, resource.url, child(at, "url"));
    return url === undefined ? [] : [{ url, description: resource.description, tests }];
  });
}

/** A link in a report is followed by students: never one that a browser would run. */
function readUrl(reading: Reading, url: string, pointer: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol === "https:" || parsed?.protocol === "http:") return parsed.href;
  const message = `${quoted(url)} is no address of a page; write it with https://`;
  if (reading.lenient) {
    reading.findings.warning({ code: "not_used", pointer, message: `${message}; it is left out` });
  } else {
    reading.findings.error({ code: "invalid_value", pointer, message });
  }
  return undefined;
}
