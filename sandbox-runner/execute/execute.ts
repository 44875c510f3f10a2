import type { Assignment, Command } from "#core/assignment/assignment.ts";
import { conventionalCommand, Language } from "#core/assignment/language.ts";
import { AssayError } from "#core/errors.ts";
import type { SandboxFacts, SetupResult } from "#core/grading/result.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { selectLanguage } from "#core/submission/select-language.ts";
import { prepareSandbox } from "#runner/grade/prepare-sandbox.ts";
import { runSetup } from "#runner/grade/run-setup.ts";
import { startBudget, TimeOver, withinBudget } from "#runner/grade/time-budget.ts";
import { SandboxesUsedUp, Workspace } from "#runner/grade/workspace.ts";
import type { AssetSource } from "#runner/prepare/asset-source.ts";
import { studentBundle } from "#runner/prepare/student-bundle.ts";
import { submissionTar } from "#runner/prepare/submission-tar.ts";
import type { Sandbox, SandboxPool } from "#runner/sandbox/sandbox.ts";
import { sandboxUser } from "#runner/sandbox/sandbox-user.ts";

export interface ExecutionInputs {
  readonly definition: Assignment;
  readonly files: readonly SubmissionFile[];
  readonly requestedLanguage: string | undefined;
  readonly bundle: AssetSource | null;
  /** Absent means the convention of the language. */
  readonly command: Command | undefined;
  /** What each run finds on its standard input. */
  readonly inputs: readonly Uint8Array[];
}

export interface ExecutionPorts {
  readonly pool: SandboxPool;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export interface Execution {
  readonly language: Language | undefined;
  readonly sandbox: SandboxFacts;
  readonly setup: readonly SetupResult[];
  /** Why not every input was run: a setup command failed, or the time or the sandboxes were used up. */
  readonly error: AssayError | undefined;
  /** One for each input, in order, up to the error. */
  readonly runs: readonly CommandOutcome[];
}

/**
 * Runs a command of one's choice on a submission, once for each input, where the tests of the assignment would run:
 * with its assets, its setup commands, its limits and its isolation, and without judging anything.
 * Rejects with what is the platform's fault, with the signal's reason, or as no language can be told.
 */
export async function execute(
  request: ExecutionInputs,
  ports: ExecutionPorts,
  signal: AbortSignal,
): Promise<Execution> {
  const { definition } = request;
  const { command: limits } = definition.limits;
  const language = selectLanguage(request.requestedLanguage, definition, request.files);
  const command = commandFor(request, language);
  const submission = await submissionTar(request.files, sandboxUser.uid);
  // What only the grader may see stays out, as it does for tests.
  const bundle = request.bundle && (await studentBundle(request.bundle, definition));
  const injectedBytes = submission.sizeBytes + (bundle?.tar.sizeBytes ?? 0);
  let facts: SandboxFacts | undefined;
  const prepare = () =>
    prepareSandbox(
      {
        pool: ports.pool,
        needs: { injectedBytes, memoryBytes: limits.memoryBytes, ...definition.sandbox },
        bundle,
        submission,
        signal,
        onTaken: (sandbox) => void (facts ??= sandbox.facts),
      },
      async (_phase, work) => await work(),
    );
  const first = await prepare();
  await using workspace = new Workspace({ isolation: definition.isolation ?? "shared", first, prepare });
  const budget = startBudget(definition.limits.gradingWallMs, ports.clock);
  const commands = language === undefined ? [] : (definition.setup.languages[language]?.setupCommands ?? []);
  const setup: SetupResult[] = [];
  const setUp = (sandbox: Sandbox, onRan: (result: SetupResult) => void) =>
    runSetup(sandbox, { commands, limits, budget, onProgress: () => undefined, onRan });
  const runs: CommandOutcome[] = [];
  const soFar = { language, sandbox: facts ?? first.sandbox.facts, setup, runs };
  try {
    await workspace.setUp((sandbox) => setUp(sandbox, (result) => void setup.push(result)));
    for (const stdin of request.inputs) {
      const sandbox = await workspace.forNextTest((fresh) => setUp(fresh, () => undefined));
      runs.push(await withinBudget(sandbox, budget).run({ command, stdin, limits }));
    }
    return { ...soFar, error: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return { ...soFar, error: submissionsError(error) };
  }
}

/** What the submission's own programs did to end it; anything else is thrown on. */
function submissionsError(error: unknown): AssayError {
  if (error instanceof SandboxesUsedUp) {
    return new AssayError("sandbox_lost", { detail: "too much memory, again and again" }, { cause: error });
  }
  if (error instanceof TimeOver) return error;
  if (error instanceof AssayError && error.blame === "student") return error;
  throw error;
}

function commandFor({ command }: ExecutionInputs, language: Language | undefined): Command {
  if (command !== undefined) return command;
  if (language === undefined) {
    throw new AssayError("language_required", { candidates: Language.options.join(", ") });
  }
  return { argv: conventionalCommand[language].split(" ") };
}
