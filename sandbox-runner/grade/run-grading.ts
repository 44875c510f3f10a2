import { randomBytes } from "node:crypto";
import { type AiAllowance, openAllowance } from "#core/ai/allowance.ts";
import { openAiJudge } from "#core/ai/ai-judge.ts";
import type { LanguageSetup } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { serverFor } from "#core/assignment/server.ts";
import { AssayError, toAssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import { gradeCriteria } from "#core/grading/grade-criteria.ts";
import { needsSandbox } from "#core/grading/needs-sandbox.ts";
import type { SandboxFacts, SetupResult } from "#core/grading/result.ts";
import { runTest } from "#core/grading/run-test.ts";
import type { TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { templates } from "#core/templates/registry.ts";
import { requireFiles } from "#core/submission/require-files.ts";
import { selectLanguage } from "#core/submission/select-language.ts";
import { openSyntaxSearch } from "#runner/analysis/open-syntax-search.ts";
import { feedbackOn } from "#runner/grade/ai-feedback.ts";
import type { GradingInputs, GradingPorts, GradingRun } from "#runner/grade/grading.ts";
import { noSandbox } from "#runner/grade/no-sandbox.ts";
import { openChecker } from "#runner/grade/open-checker.ts";
import { prepareSandbox } from "#runner/grade/prepare-sandbox.ts";
import { runSetup } from "#runner/grade/run-setup.ts";
import { longestGradingMs, startDeadline } from "#runner/grade/deadline.ts";
import { startStopwatch, type Stopwatch } from "#runner/grade/stopwatch.ts";
import { startBudget, TimeOver, withinBudget } from "#runner/grade/time-budget.ts";
import { MAX_REPLACEMENTS, SandboxesUsedUp, Workspace } from "#runner/grade/workspace.ts";
import { submissionTar } from "#runner/prepare/submission-tar.ts";
import { studentBundle } from "#runner/prepare/student-bundle.ts";
import { sandboxUser } from "#runner/sandbox/sandbox-user.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";

/**
 * One grading, from unpacked files to a score: preflight, injection, setup commands, tests, in a sandbox of its own
 * where anything of it has to run.
 *
 * Resolves for everything that the student's files and programs can do. Rejects with what is not the student's:
 * a platform fault (the grading is tried again), an unusable assignment, or, when the signal is aborted, its reason.
 */
export async function runGrading(
  inputs: GradingInputs,
  ports: GradingPorts,
  cancelled: AbortSignal,
): Promise<GradingRun> {
  using deadline = startDeadline(longestGradingMs(inputs.definition));
  const signal = AbortSignal.any([cancelled, deadline.signal]);
  const stopwatch = startStopwatch(ports.clock);
  const ran: Ran = { setup: [] };
  const ai = ports.ai && openAllowance(ports.ai, ports.ai.tokensPerGrading, "a grading");
  const soFar = () => ({
    language: ran.language,
    setup: ran.setup,
    sandbox: ran.sandbox,
    phases: stopwatch.times(),
  });
  try {
    const graded = await grade({ inputs, ports, ai, signal, stopwatch, ran });
    const aiFeedback = await feedbackOn(graded.tests, { inputs, ports, ai, stopwatch }, cancelled);
    return { outcome: "graded", ...graded, ...(aiFeedback && { aiFeedback }), ...soFar() };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toAssayError(thrown);
    if (error.blame !== "student") throw error;
    return { outcome: "rejected", error: explainError(error, inputs.locale), ...soFar() };
  }
}

/** What a result tells of a grading, however far it came. */
interface Ran {
  language?: Language;
  sandbox?: SandboxFacts;
  readonly setup: SetupResult[];
}

interface Grading {
  readonly inputs: GradingInputs;
  readonly ports: GradingPorts;
  readonly ai: AiAllowance | undefined;
  readonly signal: AbortSignal;
  readonly stopwatch: Stopwatch;
  readonly ran: Ran;
}

async function grade(grading: Grading) {
  const { inputs, ports, signal, stopwatch, ran } = grading;
  const { definition, files } = inputs;
  signal.throwIfAborted();
  const language = selectLanguage(inputs.requestedLanguage, definition, files);
  if (language !== undefined) ran.language = language;
  requireFiles(definition, files, language);
  if (!needsSandbox(definition, language)) return await runTests(grading, language);

  const submission = await submissionTar(files, sandboxUser.uid);
  const bundle = inputs.bundle && (await studentBundle(inputs.bundle, definition));
  const injectedBytes = submission.sizeBytes + (bundle?.tar.sizeBytes ?? 0);
  const { memoryBytes } = definition.limits.command;
  const prepare = (measure: Stopwatch["measure"]) =>
    prepareSandbox(
      {
        pool: ports.pool,
        needs: { injectedBytes, memoryBytes, ...definition.sandbox },
        bundle,
        submission,
        signal,
        onTaken: ({ facts }) => void (ran.sandbox ??= facts),
      },
      measure,
    );
  await using workspace = new Workspace({
    isolation: definition.isolation ?? "shared",
    first: await prepare((phase, work) => stopwatch.measure(phase, work)),
    prepare: () => prepare(unmeasured),
  });
  return await runTests(grading, language, workspace);
}

/** What is prepared between tests is a part of their time. */
const unmeasured: Stopwatch["measure"] = async (_phase, work) => await work();

function setupOf({ definition }: GradingInputs, language: Language | undefined): LanguageSetup | undefined {
  return language === undefined ? undefined : definition.setup.languages[language];
}

/** The budget begins here, so that a slow boot or a large bundle costs the student none of it. */
async function runTests(grading: Grading, language: Language | undefined, workspace?: Workspace) {
  const { inputs, ports, stopwatch, ran } = grading;
  const { definition, files, locale } = inputs;
  const limits = definition.limits.command;
  const budget = startBudget(definition.limits.gradingWallMs, ports.clock);
  const commands = setupOf(inputs, language)?.setupCommands ?? [];
  const setUp = (sandbox: Sandbox, onRan: (result: SetupResult) => void) =>
    runSetup(sandbox, { commands, limits, budget, onProgress: ports.onProgress, onRan });
  const onRan = (result: SetupResult) => void ran.setup.push(result);
  await stopwatch.measure("setupMs", () => workspace?.setUp((sandbox) => setUp(sandbox, onRan)));
  const setUpAgain = (sandbox: Sandbox) => setUp(sandbox, () => undefined);
  const fence = randomBytes(16).toString("hex");
  const ai =
    grading.ai &&
    openAiJudge(grading.ai, { criteria: definition.criteria, files, locale, fence }, grading.signal);
  await using syntax = openSyntaxSearch(grading.signal);
  const env = { files, language, locale, server: serverFor(definition, language), syntax, ...(ai && { ai }) };
  const checker = openChecker({
    pool: ports.pool,
    image: definition.sandbox?.image,
    bundle: inputs.bundle,
    limits,
    budget: startBudget(definition.limits.gradingWallMs, ports.clock),
    signal: grading.signal,
  });
  return await stopwatch.measure("testsMs", () =>
    gradeCriteria(definition.criteria, async (test, { done, total }) => {
      ports.onProgress({ phase: "test", done, total, name: test.name });
      const runs = templates.get(test.template)?.requiresSandbox === true;
      // Of what only reads files, nothing is the worse for programs that ran before it.
      if (!runs || workspace === undefined)
        return await runTest(test, { ...env, sandbox: noSandbox, limits });
      try {
        budget.cut(limits);
        const sandbox = await workspace.forNextTest(setUpAgain);
        return await runTest(test, {
          ...env,
          sandbox: withinBudget(sandbox, budget),
          checker,
          limits: budget.cut(limits),
        });
      } catch (error) {
        return notRun(error, grading);
      }
    }),
  );
}

/**
 * A test that could not be run for what the student's programs did before it: they used up the time or the
 * sandboxes, or the setup commands, run again for this test, fail now. Nothing of it was seen to work.
 */
function notRun(error: unknown, { inputs }: Grading): TestVerdict {
  const { errors, verdicts } = messagesFor(inputs.locale);
  if (error instanceof SandboxesUsedUp) {
    return { score: 0, message: verdicts.sandboxesUsedUp({ times: MAX_REPLACEMENTS + 1 }) };
  }
  const students = error instanceof AssayError && error.blame === "student";
  if (!students && !(error instanceof TimeOver)) throw error;
  return { score: 0, message: errors[error.code](error.context).summary };
}
