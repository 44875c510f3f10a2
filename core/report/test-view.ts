import { defaultFeedback } from "#core/assignment/feedback.ts";
import type { GradedResult, KeptOutput, TestResult } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { points } from "#core/locales/units.ts";
import { mayShowDetails } from "#core/report/details.ts";
import { differenceOf, type ShownLine } from "#core/report/difference.ts";
import { factsInWords } from "#core/report/facts-in-words.ts";
import { stderrExcerpt } from "#core/report/stderr-excerpt.ts";
import { onlyBlanksDiffer, visibleBlanks, visibleLine, visibleText } from "#core/report/visible-text.ts";

/** One test as every kind of report shows it. All texts are safe to show, none is escaped for a markup. */
export interface TestView {
  readonly state: "passed" | "failed";
  readonly name: string;
  /** `failed, costs 12.5 of 25 points` */
  readonly status: string;
  readonly message: string;
  readonly blocks: readonly Block[];
  /** `120 ms (100 ms computing), 12 MiB of memory`; absent where nothing ran or nothing may be told. */
  readonly facts: string | undefined;
}

export interface TextBlock {
  readonly kind: "text";
  readonly label: string;
  readonly text: string;
  /** What is not as it was: cut, or with blanks drawn. */
  readonly note: string | undefined;
}

export interface DifferenceBlock {
  readonly kind: "difference";
  readonly label: string;
  readonly lines: readonly ShownLine[];
  readonly note: string;
}

export type Block = TextBlock | DifferenceBlock;

export function viewTest(test: TestResult, result: GradedResult): TestView {
  const { locale } = result;
  const say = messagesFor(locale).report;
  const state = test.score >= 100 ? "passed" : "failed";
  const name = visibleLine(`${test.name}${numberOf(test)}`);
  if (!mayShowDetails(test, result)) {
    const message = test.visibility === "hidden" ? say.hiddenTest : say.testAfterDue;
    return { state, name, status: say[state], message, blocks: [], facts: undefined };
  }
  const { showScore } = result.feedback ?? defaultFeedback;
  const facts = [
    ...(state === "passed" && showScore ? [say.worth({ points: points(test.worth, locale) })] : []),
    ...(test.facts === undefined ? [] : [visibleLine(factsInWords(test.facts, locale))]),
  ];
  return {
    state,
    name,
    status: state === "passed" ? say.passed : failedStatus(test, { locale, showScore }),
    message: visibleLine(test.message),
    blocks: state === "passed" ? [] : blocksOf(test, locale),
    facts: facts.length === 0 ? undefined : facts.join(", "),
  };
}

/** Which one it is of tests with the same name in the same place. */
function numberOf({ path, name }: TestResult): string {
  return path.endsWith(name) ? "" : (/#\d+$/.exec(path)?.[0] ?? "");
}

function failedStatus(
  test: TestResult,
  { locale, showScore }: { readonly locale: Locale; readonly showScore: boolean },
): string {
  const say = messagesFor(locale).report;
  if (!showScore) return say.failed;
  const shown = (value: number) => points(value, locale);
  return [
    test.score > 0 ? say.partly({ score: shown(test.score) }) : say.failed,
    say.costs({ points: shown(test.lostPoints), worth: shown(test.worth) }),
  ].join(", ");
}

/** A program that did not end well is judged by its end, so what it said as it ended comes first. */
function blocksOf(test: TestResult, locale: Locale): Block[] {
  const say = messagesFor(locale).report;
  const { comparison, stdout, stderr } = test;
  const blocks: Block[] = comparison === undefined ? [] : comparisonBlocks(comparison, locale);
  if (stdout !== undefined && stdout.text !== "" && stdout.text !== comparison?.actual) {
    blocks.push(outputBlock(say.standardOutput, stdout, locale));
  }
  if (stderr === undefined || stderr.text === "") return blocks;
  const errors = errorBlock(stderr, locale);
  return test.facts?.exitCode === 0 ? [...blocks, errors] : [errors, ...blocks];
}

function comparisonBlocks(comparison: NonNullable<TestResult["comparison"]>, locale: Locale): Block[] {
  const say = messagesFor(locale).report;
  const { expected, actual, lines, truncated } = comparison;
  const cut = truncated === true ? [say.truncated] : [];
  if (lines !== undefined && actual !== "" && (hasLines(expected) || hasLines(actual))) {
    const { lines: shown, drawn } = differenceOf({ expected, actual, lines }, locale);
    const notes = [say.differenceSigns, ...(drawn ? [say.invisible] : []), ...cut];
    return [{ kind: "difference", label: say.difference, lines: shown, note: notes.join("; ") }];
  }
  const drawn = onlyBlanksDiffer(expected, actual);
  const notes = [...(drawn ? [say.invisible] : []), ...cut];
  const show = drawn ? visibleBlanks : visibleText;
  return [[say.expected, expected] as const, [say.actual, actual] as const].map(([label, text]) => ({
    kind: "text",
    label,
    text: show(text) || say.nothing,
    note: notes.length === 0 ? undefined : notes.join("; "),
  }));
}

function hasLines(text: string): boolean {
  return text.trimEnd().includes("\n");
}

export function errorBlock(stderr: KeptOutput, locale: Locale): TextBlock {
  const say = messagesFor(locale).report;
  const { text, whole } = stderrExcerpt(stderr.text);
  const block = outputBlock(say.standardError, { ...stderr, text }, locale);
  return whole ? block : { ...block, note: say.excerpt };
}

export function outputBlock(label: string, output: KeptOutput, locale: Locale): TextBlock {
  const say = messagesFor(locale).report;
  return {
    kind: "text",
    label,
    text: visibleText(output.text) || say.nothing,
    note: output.truncated ? say.truncated : undefined,
  };
}
