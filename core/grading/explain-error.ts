import type { AssayError } from "#core/errors.ts";
import type { ResultError } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";

/**
 * An error as a result shows it. Of the platform's own faults the details stay in the logs: they name hosts
 * and paths, and help nobody who reads a result.
 */
export function explainError(error: AssayError, locale: Locale): ResultError {
  const { summary, advice } = messagesFor(locale).errors[error.code](error.context);
  const { detail, ...rest } = error.context;
  const shown = error.blame === "platform" || detail === undefined ? rest : { ...rest, detail };
  return { code: error.code, blame: error.blame, message: summary, advice, context: shown };
}
