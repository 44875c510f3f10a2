import { UserError } from "#cli/errors.ts";
import { type AiSettings, readAiSettings } from "#runner/ai/ai-settings.ts";
import { SettingsError } from "#runner/environment.ts";

/** The language model that a runner with the same environment would ask; undefined where none is named. */
export function aiOfEnvironment(env: NodeJS.ProcessEnv): AiSettings | undefined {
  try {
    return readAiSettings(env);
  } catch (error) {
    throw error instanceof SettingsError ? new UserError(error.message, { cause: error }) : error;
  }
}
