/** Signals by which programs crash on their own, signal(7), and which a beginner can do something about. */
export type CrashSignal = "SIGSEGV" | "SIGBUS" | "SIGFPE" | "SIGABRT" | "SIGILL" | "SIGXFSZ";

/** What each usually means, as a part of a sentence. */
export type SignalMeanings = Readonly<Record<CrashSignal, string>>;

/** ` (it used memory that is not its own)`, or nothing for a signal that says nothing about the program. */
export function meaningOf(signal: string, meanings: SignalMeanings): string {
  const meaning = new Map(Object.entries(meanings)).get(signal);
  return meaning === undefined ? "" : ` (${meaning})`;
}
