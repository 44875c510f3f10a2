/** What decided a test of a student's server. Whole sentences; a `target` is the instructor's, a `detail` untrusted. */
export interface ServerMessages {
  serverNotStarted(values: { readonly detail: string }): string;
  serverNotReady(values: { readonly port: number; readonly limitMs: number }): string;
  /** `ready`: it had accepted the connection. `limitBytes` where its memory was why. */
  serverEnded(values: {
    readonly port: number;
    readonly ready: boolean;
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly limitBytes: number | undefined;
  }): string;
  answerTooLate(values: { readonly target: string; readonly limitMs: number }): string;
  answerTooLarge(values: { readonly target: string; readonly capBytes: number }): string;
  answerNoHttp(values: {
    readonly target: string;
    readonly problem: "empty" | "malformed" | "incomplete";
  }): string;
  statusRight(values: { readonly target: string; readonly status: number }): string;
  statusWrong(values: {
    readonly target: string;
    readonly expected: string;
    readonly actual: number;
  }): string;
  answerNoJson(values: { readonly target: string }): string;
  jsonRight(values: { readonly target: string; readonly key: string }): string;
  jsonKeyMissing(values: { readonly target: string; readonly key: string }): string;
  jsonValueDiffers(values: { readonly target: string; readonly key: string }): string;
  headersRight(values: { readonly target: string }): string;
  headerMissing(values: { readonly target: string; readonly name: string }): string;
  headerDiffers(values: { readonly target: string; readonly name: string }): string;
  /** The submission cost `times` sandboxes their life. */
  sandboxesUsedUp(values: { readonly times: number }): string;
}
