/** What the sandbox says beside its results; a pino logger is one. */
export interface SandboxLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export const silentLogger: SandboxLogger = { info: () => undefined, warn: () => undefined };
