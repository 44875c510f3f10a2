import { CommanderError } from "commander";
import { exitCodes, Interrupted, PlatformError, UserError } from "#cli/errors.ts";
import type { Shell } from "#cli/shell.ts";
import { AssayError } from "#core/errors.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { awsAdvice } from "./aws-advice.ts";

interface Failure {
  readonly blame: "user" | "platform" | "interruption";
  readonly message: string;
  readonly exitCode: number;
}

/** Says what went wrong, once, and returns the exit code. A user's mistake never shows a stack. */
export function endWithFailure(shell: Shell, error: unknown, options: { readonly json: boolean }): number {
  const byCommander = error instanceof CommanderError;
  if (byCommander && error.exitCode === 0) return exitCodes.ok;
  const failure = describeFailure(error);
  if (options.json)
    shell.print(JSON.stringify({ error: { blame: failure.blame, message: failure.message } }));
  // Commander has said so already, with the help that belongs to it.
  if (!byCommander) shell.note(`${shell.colours.red("assay:")} ${failure.message}`);
  if (failure.blame === "platform" && shell.settings.debug && error instanceof Error) {
    shell.note(withCauses(error));
  }
  return failure.exitCode;
}

export function describeFailure(error: unknown): Failure {
  if (isInterruption(error)) {
    return { blame: "interruption", message: "interrupted", exitCode: exitCodes.interrupted };
  }
  if (error instanceof CommanderError) {
    return { blame: "user", message: error.message.replace(/^error: /, ""), exitCode: exitCodes.input };
  }
  const user = { blame: "user", exitCode: exitCodes.input } as const;
  const platform = { blame: "platform", exitCode: exitCodes.platform } as const;
  if (error instanceof AssayError) {
    return { ...(error.blame === "platform" ? platform : user), message: inWords(error) };
  }
  if (error instanceof UserError) return { ...user, message: error.message };
  if (error instanceof PlatformError) return { ...platform, message: error.message };
  if (refusesConnections(error)) {
    return {
      ...platform,
      message: "nothing answers at the endpoint: 'assay up' starts the local stack again",
    };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const advice = error instanceof Error ? awsAdvice(error) : undefined;
  const said = advice === undefined ? message : `${advice} (${message})`;
  return { ...platform, message: `${said} (${SHOW_WHERE})` };
}

const SHOW_WHERE = "ASSAY_DEBUG=1 shows where";

/**
 * As a result says it. The platform is who reads this: with the details that results leave to logs, and without the
 * advice to wait for another try, which nobody makes here.
 */
function inWords({ code, blame, context }: AssayError): string {
  const { summary, advice } = messagesFor("en").errors[code](context);
  if (blame !== "platform") return `${summary} ${advice}`;
  const { detail } = context;
  const found = detail === undefined ? summary : `${summary.replace(/\.$/, "")}: ${detail}`;
  const more = code === "sandbox_unavailable" ? "'assay doctor' checks all that a sandbox needs" : SHOW_WHERE;
  return `${found} (${more})`;
}

/** The AWS SDK does not tell the reason of an abort; nothing of ours aborts but an interruption. */
function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || (error instanceof Error && error.name === "AbortError");
}

/** Node reports one refusal for each address it tried, in an AggregateError without a message. */
function refusesConnections(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === "ECONNREFUSED") return true;
  return refusesConnections(error.cause);
}

function withCauses(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${withCauses(error.cause)}` : own;
}
