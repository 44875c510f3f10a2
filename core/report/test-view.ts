import type { TestResult } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { duration, points, size } from "#core/locales/units.ts";
import { visibleBlanks, visibleLine, visibleText } from "#core/report/visible-text.ts";

/** One test as every kind of report shows it. All texts are safe to show, none is escaped for a markup. */
export interface TestView {
  readonly state: "passed" | "failed";
  readonly name: string;
  /** `failed, costs 12.5 points` */
  readonly status: string;
  readonly message: string;
  readonly blocks: readonly TextBlock[];
  /** `120 ms, 12 MiB of memory`; absent where nothing ran or nothing may be told. */
  readonly facts: string | undefined;
}

export interface TextBlock {
  readonly label: string;
  readonly text: string;
  /** What is not as it was: cut, or with blanks drawn. */
  readonly note: string | undefined;
}

/** What may be told of a test: of one that is not visible, only its name and whether it passed. */
export function viewTest(test: TestResult, locale: Locale): TestView {
  const say = messagesFor(locale).report;
  const state = test.score >= 100 ? "passed" : "failed";
  const name = visibleLine(test.path.slice(test.category.length + 1));
  if (test.visibility !== "visible") {
    return { state, name, status: say[state], message: say.hiddenTest, blocks: [], facts: undefined };
  }
  const status =
    state === "passed"
      ? say.passed
      : [
          test.score > 0 ? say.partly({ score: points(test.score, locale) }) : say.failed,
          say.lostPoints({ points: points(test.lostPoints, locale) }),
        ].join(", ");
  return {
    state,
    name,
    status,
    message: visibleLine(test.message),
    blocks: state === "passed" ? [] : blocksOf(test, locale),
    facts: test.facts && factsOf(test.facts, locale),
  };
}

function blocksOf(test: TestResult, locale: Locale): TextBlock[] {
  const say = messagesFor(locale).report;
  const { comparison, stdout, stderr } = test;
  const blocks: TextBlock[] = [];
  if (comparison !== undefined) {
    const drawn = onlyBlanksDiffer(comparison.expected, comparison.actual);
    for (const [label, text] of [
      [say.expected, comparison.expected],
      [say.actual, comparison.actual],
    ] as const) {
      const notes = [drawn ? say.invisible : "", comparison.truncated === true ? say.truncated : ""];
      const shown = drawn ? visibleBlanks(text) : visibleText(text);
      blocks.push({ label, text: shown || say.nothing, note: notes.filter(Boolean).join("; ") || undefined });
    }
  }
  if (stdout !== undefined && stdout.text !== "" && stdout.text !== comparison?.actual) {
    blocks.push(outputBlock(say.standardOutput, stdout, locale));
  }
  if (stderr !== undefined && stderr.text !== "") {
    blocks.push(outputBlock(say.standardError, stderr, locale));
  }
  return blocks;
}

export function outputBlock(
  label: string,
  output: { readonly text: string; readonly truncated: boolean },
  locale: Locale,
): TextBlock {
  const say = messagesFor(locale).report;
  return {
    label,
    text: visibleText(output.text) || say.nothing,
    note: output.truncated ? say.truncated : undefined,
  };
}

function factsOf(facts: NonNullable<TestResult["facts"]>, locale: Locale): string {
  const wall = duration(facts.wallMs, locale);
  const memory = size(facts.maxRssBytes, locale);
  return messagesFor(locale).report.facts({ wall, memory });
}

function onlyBlanksDiffer(expected: string, actual: string): boolean {
  return expected !== actual && expected.replace(/\s/g, "") === actual.replace(/\s/g, "");
}
