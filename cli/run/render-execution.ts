import type { Colours } from "#cli/shell.ts";
import { toFacts } from "#core/grading/keep-output.ts";
import type { CommandFacts } from "#core/grading/result.ts";
import type { CappedOutput } from "#core/grading/sandbox-port.ts";
import { duration, size } from "#core/locales/units.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { visibleLine, visibleText } from "#core/report/visible-text.ts";
import type { Execution } from "#runner/execute/execute.ts";
import type { RunInput } from "./read-inputs.ts";

/** One JSON document: facts and whole output of every command, setup and run. */
export function executionJson({ error, runs, ...rest }: Execution, inputs: readonly RunInput[]): string {
  const document = {
    ok: error === undefined,
    ...rest,
    ...(error && { error: { code: error.code, context: error.context } }),
    runs: runs.map((outcome, index) => ({
      input: inputs[index]?.name ?? "",
      facts: toFacts(outcome),
      stdout: outcome.stdout,
      stderr: outcome.stderr,
    })),
  };
  return JSON.stringify(document, null, 2);
}

/** The same for a person: what happened, then what was printed. */
export function renderExecution(
  { setup, runs, error }: Execution,
  { inputs, colours }: { readonly inputs: readonly RunInput[]; readonly colours: Colours },
): string {
  const setups = setup.map(({ name, facts, stdout, stderr }) => ({
    title: `setup: ${name}`,
    facts,
    stdout,
    stderr,
  }));
  const ran = runs.map((outcome, index) => ({
    title: `input: ${inputs[index]?.name ?? ""}`,
    facts: toFacts(outcome),
    stdout: outcome.stdout,
    stderr: outcome.stderr,
  }));
  const blocks = [...setups, ...ran].map(({ title, facts, stdout, stderr }) =>
    [
      `${colours.bold(visibleLine(title))} ${colours.dim(describe(facts))}`,
      ...stream("standard output", stdout, colours),
      ...stream("standard error", stderr, colours),
    ].join("\n"),
  );
  const failure = error && messagesFor("en").errors[error.code](error.context).summary;
  return [...blocks, ...(failure === undefined ? [] : [colours.red(failure)])].join("\n\n");
}

function describe(facts: CommandFacts): string {
  const ended =
    facts.startError ??
    (facts.signal === null ? `exit code ${facts.exitCode ?? "unknown"}` : `ended by ${facts.signal}`);
  const reasons = [
    ...(facts.timedOut === null ? [] : [`out of ${facts.timedOut === "wall" ? "time" : "processor time"}`]),
    ...(facts.outOfMemory ? ["out of memory"] : []),
    ...(facts.outputTruncated ? ["output cut"] : []),
  ];
  const used = [
    duration(facts.wallMs, "en"),
    `${duration(facts.cpuMs, "en")} computing`,
    size(facts.maxRssBytes, "en"),
  ];
  return [visibleLine(ended), ...reasons, ...used].join(", ");
}

function stream(
  name: string,
  { text, truncated }: Pick<CappedOutput, "text" | "truncated">,
  colours: Colours,
): readonly string[] {
  if (text === "") return [];
  const title = truncated ? `${name}, cut:` : `${name}:`;
  const lines = visibleText(text).replace(/\n$/, "").split("\n");
  return [colours.dim(`  ${title}`), ...lines.map((line) => `    ${line}`)];
}
