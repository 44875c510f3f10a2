/** What a command came to, for scripts that call it. */
export const exitCodes = {
  ok: 0,
  /** The user's input: an invalid assignment, a rejected submission, a wrong argument. */
  input: 1,
  /** The platform: not running, or a fault of it. */
  platform: 2,
  /** Ctrl-C, by the convention of shells: 128 + SIGINT. */
  interrupted: 130,
} as const;

/** The user can put it right: the message says what was wrong and what to do. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Something that should be there is not, or does not work. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
}

/** The user pressed Ctrl-C; what was started has been taken down again. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("interrupted");
  }
}
