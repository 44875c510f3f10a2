import type { ErrorContext } from "#core/errors.ts";
import type { Locale } from "#core/locales/locale.ts";
import { duration, size } from "#core/locales/units.ts";

/**
 * Values of an error as its words name them. Each function gives "" where the error came without
 * the value, so that a sentence reads well either way.
 */
export function valuesOf(context: ErrorContext, locale: Locale) {
  const text = (key: string) => {
    const value = context[key];
    return value === undefined ? "" : String(value);
  };
  const unless = (shown: string, wrap: (shown: string) => string) => (shown === "" ? "" : wrap(shown));
  const number = (key: string, format: (value: number, locale: Locale) => string) => {
    const value = context[key];
    return typeof value === "number" ? format(value, locale) : "";
  };
  return {
    text,
    /** ` 'a/b.txt'` */
    quoted: (key: string) => unless(text(key), (shown) => ` '${shown}'`),
    /** `: no such file` */
    after: (key: string) => unless(text(key), (shown) => `: ${shown}`),
    /** ` (no such file)` */
    inBrackets: (key: string) => unless(text(key), (shown) => ` (${shown})`),
    size: (key: string) => number(key, size),
    duration: (key: string) => number(key, duration),
    /** `before value after` */
    between: (before: string, shown: string, after = "") =>
      unless(shown, (given) => `${before}${given}${after}`),
  };
}
