import type { SignalMeanings } from "#core/locales/signals.ts";

export const signals: SignalMeanings = {
  SIGSEGV: "it used memory that is not its own, e.g. beyond the end of an array, or called itself too deep",
  SIGBUS: "it used memory that is not there",
  SIGFPE: "it divided by zero, or computed a number that does not fit",
  SIGABRT: "it stopped itself, e.g. by a failed assertion or an error that nothing caught",
  SIGILL: "it ran into something that is no instruction, e.g. a function without a return",
  SIGXFSZ: "it wrote more into a file than is allowed",
};
