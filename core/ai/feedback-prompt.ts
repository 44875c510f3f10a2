import { fenced, fenceRules, languageOf } from "#core/ai/fence.ts";
import type { Prompt } from "#core/ai/prompt.ts";
import type { ReadableFile } from "#core/ai/readable-text.ts";
import type { AiFeedback } from "#core/assignment/ai-feedback.ts";
import type { Locale } from "#core/locales/locale.ts";

export interface FeedbackPromptParts {
  readonly wishes: AiFeedback;
  /** See `feedbackFacts`. */
  readonly facts: string;
  readonly files: readonly ReadableFile[];
  /** See `fenced`. */
  readonly fence: string;
  readonly locale: Locale;
}

const solutions: Readonly<Record<AiFeedback["solutions"], string>> = {
  none: "Say what is wrong and where, but neither how to correct it nor any corrected code.",
  hint: "Give hints that lead to the next step, without corrected code to copy.",
  full: "You may say how to correct it, with short pieces of code.",
};

/** Asks for words about a grading that has its score already. */
export function feedbackPrompt({ wishes, facts, files, fence, locale }: FeedbackPromptParts): Prompt {
  const { tone, persona, context, orientations } = wishes;
  const chosen = Object.entries({ tone, persona, context, orientations }).filter(([, wish]) => wish);
  const system = [
    "You explain to a student of a programming course what an automatic grading found in the submitted files.",
    ...fenceRules(fence),
    "The grading is finished and not yours: name no points or grades, promise none, and do not contradict a result.",
    "Do not guess what tests expect or how tests work that only have a name and a result.",
    solutions[wishes.solutions],
    `Write to the student in ${languageOf[locale]}, at most 250 words of plain text in short paragraphs, without markup and without addresses: first what matters most, with file and line, then what is good.`,
    ...(chosen.length === 0
      ? []
      : [
          `The instructor wishes, as far as the above allows it: ${JSON.stringify(Object.fromEntries(chosen))}`,
        ]),
  ].join("\n");
  const submitted = files.map(({ path, text }) => fenced(fence, path, text));
  return {
    system,
    prompt: [
      "Results, one test a line:",
      fenced(fence, "results", facts),
      "",
      "Submitted files:",
      ...submitted,
    ].join("\n"),
  };
}
