import { describe, expect, it } from "vitest";
import { type ErrorContext, errorRegistry, isErrorCode } from "#core/errors.ts";
import { Locale, toLocale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";

const codes = Object.keys(errorRegistry).filter(isErrorCode);

/** Every value that any error names. */
const full: ErrorContext = {
  path: "a/b.py",
  other: "A/b.py",
  paths: "main.py, util.py",
  detail: "it is odd",
  reason: "no student",
  name: "Build",
  command: "gcc main.c",
  exitCode: 1,
  sizeBytes: 1_572_864,
  limitBytes: 1_048_576,
  limit: 2_000,
  limitMs: 30_000,
  maxAttempts: 3,
  attempts: 4,
  requested: "ruby",
  allowed: "python, java",
  candidates: "python, java",
  assignment: "lab1",
  source: "a.csv",
  target: "/tmp/a.csv",
  test: "sum",
};

describe.each(Locale.options)("the words of errors in %s", (locale) => {
  it.each(codes)("%s are whole sentences with and without values", (code) => {
    for (const context of [full, {}]) {
      const { summary, advice } = messagesFor(locale).errors[code](context);
      for (const words of [summary, advice]) {
        expect(words).toMatch(/^[A-ZÀ-Ú].*\.$/s);
        expect(words).not.toMatch(/undefined|null|NaN|\[object| {2}|\.\.$/);
      }
    }
  });

  it("promise that a platform fault costs nothing, and never blame the student for it", () => {
    const platform = codes.filter((code) => errorRegistry[code].blame === "platform");
    for (const code of platform) {
      expect(messagesFor(locale).errors[code](full).advice).toMatch(/costs you no points|não custa pontos/);
    }
  });
});

describe("the locale of a submission", () => {
  it.each([
    ["pt-BR", "pt_br"],
    [" PT_br ", "pt_br"],
    ["en", "en"],
    ["fr", "en"],
    [undefined, "en"],
  ])("%j is %s", (text, locale) => {
    expect(toLocale(text)).toBe(locale);
  });

  it("differs in every message, so that none was left untranslated", () => {
    for (const code of codes) {
      expect(messagesFor("pt_br").errors[code](full)).not.toEqual(messagesFor("en").errors[code](full));
    }
  });
});
