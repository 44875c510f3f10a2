import { defaultFeedback } from "#core/assignment/feedback.ts";
import type { GradedResult, GradingResult, SetupResult } from "#core/grading/result.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { points } from "#core/locales/units.ts";
import { type CategoryView, viewCategories } from "#core/report/category-view.ts";
import { endInWords } from "#core/report/facts-in-words.ts";
import { errorBlock, outputBlock, type TextBlock } from "#core/report/test-view.ts";
import { visibleLine, visibleText } from "#core/report/visible-text.ts";

/** A result as every kind of report shows it, in the student's language, safe to show but not escaped. */
export interface ReportView {
  /** BCP 47, for the document. */
  readonly language: string;
  readonly outcome: GradingResult["outcome"];
  /** What became of it, or the instructor's title. */
  readonly title: string;
  /** The score, where it is shown and is not the title. */
  readonly score: string | undefined;
  readonly summary: string | undefined;
  /** Why there is no score, and what to do; absent of a graded one. */
  readonly problem:
    { readonly message: string; readonly whatToDo: string; readonly advice: string } | undefined;
  readonly setup: { readonly heading: string; readonly commands: readonly CommandView[] } | undefined;
  readonly categories: readonly CategoryView[];
  readonly aiFeedback: AiFeedbackView | undefined;
  readonly resources: { readonly heading: string; readonly links: readonly LinkView[] } | undefined;
  readonly footer: readonly { readonly label: string; readonly value: string }[];
}

export interface CommandView {
  readonly name: string;
  readonly status: string;
  readonly blocks: readonly TextBlock[];
}

/** What a language model wrote, one paragraph a line; none where it wrote nothing, and then `note` says why. */
export interface AiFeedbackView {
  readonly heading: string;
  readonly note: string;
  readonly paragraphs: readonly string[];
}

/** `url` is http or https, and has no character that could end a link in any markup. */
export interface LinkView {
  readonly url: string;
  readonly description: string;
}

export function viewReport(result: GradingResult): ReportView {
  const say = messagesFor(result.locale).report;
  const failedCommands = result.setup.filter((command) => command.facts.exitCode !== 0);
  return {
    language: result.locale === "pt_br" ? "pt-BR" : "en",
    outcome: result.outcome,
    ...headlines(result),
    problem:
      result.outcome === "graded"
        ? undefined
        : {
            message: visibleLine(result.error.message),
            whatToDo: say.whatToDo,
            advice: visibleLine(result.error.advice),
          },
    setup:
      failedCommands.length === 0
        ? undefined
        : { heading: say.setup, commands: failedCommands.map((command) => viewCommand(command, result)) },
    categories: result.outcome === "graded" ? viewCategories(result) : [],
    aiFeedback: result.outcome === "graded" ? viewAiFeedback(result) : undefined,
    resources: result.outcome === "graded" ? viewResources(result) : undefined,
    footer: [
      ...(result.language === undefined ? [] : [{ label: say.language, value: result.language }]),
      { label: say.submission, value: result.submissionId },
      { label: say.correlation, value: visibleLine(result.correlationId) },
    ],
  };
}

function headlines(result: GradingResult): Pick<ReportView, "title" | "score" | "summary"> {
  const say = messagesFor(result.locale).report;
  if (result.outcome !== "graded") {
    const title = result.outcome === "rejected" ? say.rejectedTitle : say.failedTitle;
    return { title, score: undefined, summary: undefined };
  }
  const { reportTitle, showScore, showSummary } = result.feedback ?? defaultFeedback;
  const score = showScore ? say.gradedTitle({ score: points(result.score, result.locale) }) : undefined;
  const total = result.tests.length;
  const passed = result.tests.filter((test) => test.score >= 100).length;
  return {
    title: reportTitle === undefined ? (score ?? say.title) : visibleLine(reportTitle),
    score: reportTitle === undefined ? undefined : score,
    summary: showSummary && total > 0 ? say.summary({ passed, total }) : undefined,
  };
}

function viewCommand(command: SetupResult, { locale }: GradingResult): CommandView {
  const say = messagesFor(locale).report;
  return {
    name: `${say.command} ${visibleLine(command.name)}`,
    status: visibleLine(endInWords(command.facts, locale)),
    blocks: [errorBlock(command.stderr, locale), outputBlock(say.standardOutput, command.stdout, locale)],
  };
}

function viewAiFeedback({ aiFeedback, locale }: GradedResult): AiFeedbackView | undefined {
  if (aiFeedback === undefined) return undefined;
  const say = messagesFor(locale).report;
  const heading = say.aiFeedback;
  if (aiFeedback.kind === "missing") {
    return { heading, note: say.aiFeedbackMissing[aiFeedback.reason], paragraphs: [] };
  }
  const paragraphs = visibleText(aiFeedback.text).split("\n").map(visibleLine);
  return { heading, note: say.aiFeedbackNote, paragraphs: paragraphs.filter((line) => line !== "") };
}

function viewResources(result: GradedResult): ReportView["resources"] {
  const failed = result.tests.filter((test) => test.score < 100).flatMap(({ id, name }) => [id, name]);
  const { resources } = result.feedback ?? defaultFeedback;
  const links = resources.flatMap(({ url, description, tests }) => {
    const wanted = tests.length === 0 || tests.some((test) => failed.includes(test));
    const address = wanted ? safeAddress(url) : undefined;
    return address === undefined ? [] : [{ url: address, description: visibleLine(description) }];
  });
  return links.length === 0 ? undefined : { heading: messagesFor(result.locale).report.resources, links };
}

/** A result may come from a file, so its links are judged again. */
function safeAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) return undefined;
  return parsed.href.replace(
    /[<>()[\]\\`"'\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}
