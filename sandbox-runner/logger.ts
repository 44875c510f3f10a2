import { type Logger, pino, stdTimeFunctions } from "pino";

/** One JSON object a line on stdout: level as a word, time as ISO 8601, and the ids that the caller binds. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    timestamp: stdTimeFunctions.isoTime,
    base: null,
    formatters: { level: (label) => ({ level: label }) },
  });
}
