import { type Logger, pino } from "pino";

export interface RecordingLog {
  readonly log: Logger;
  /** Every line so far, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** A logger of the real kind whose lines a test can look at. */
export function recordingLog(): RecordingLog {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}
