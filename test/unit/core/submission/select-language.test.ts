import { describe, expect, it } from "vitest";
import type { Assignment } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import { selectLanguage } from "#core/submission/select-language.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";
import { submitted } from "#test/unit/core/submitted.ts";

function assignment(
  languages: Language[],
  requiredFiles: Partial<Record<Language, string[]>> = {},
): Assignment {
  const setup = Object.fromEntries(
    Object.entries(requiredFiles).map(([language, files]) => [
      language,
      { requiredFiles: files, setupCommands: [] },
    ]),
  );
  return {
    templates: ["input_output"],
    languages,
    criteria: { base: category({ tests: [testNamed("a")] }) },
    setup: { assets: [], languages: setup },
    limits: { command: commandLimitDefaults, gradingWallMs: 1_000 },
    schedule: {},
    submissions: { maxBytes: 1_000 },
  };
}

const two = assignment(["python", "java"]);

describe("the language of a submission", () => {
  it("is the one that was asked for, in any case", () => {
    expect(selectLanguage(" Java ", two, submitted("main.py"))).toBe("java");
  });

  it("is refused when the assignment does not take it, with those it takes", () => {
    expect(() => selectLanguage("ruby", two, [])).toThrow(
      expect.objectContaining({
        code: "language_not_allowed",
        context: { requested: "ruby", allowed: "python, java" },
      }),
    );
  });

  it("is none where the assignment names none, whatever was asked for", () => {
    expect(selectLanguage("java", assignment([]), submitted("Main.java"))).toBeUndefined();
  });

  it("is the assignment's only one, whatever was submitted", () => {
    expect(selectLanguage(undefined, assignment(["c"]), submitted("notes.txt"))).toBe("c");
  });

  it("is told by the only source files there are", () => {
    expect(selectLanguage(undefined, two, submitted("README.md", "src/Main.JAVA"))).toBe("java");
  });

  it("is told by the required files when there are sources of several", () => {
    const definition = assignment(["python", "java"], { python: ["main.py"], java: ["Main.java"] });
    expect(selectLanguage("", definition, submitted("main.py", "Helper.java"))).toBe("python");
  });

  it("must be said when the files leave it open, and the candidates are named", () => {
    expect(() => selectLanguage(undefined, two, submitted("main.py", "Main.java"))).toThrow(
      expect.objectContaining({ code: "language_required", context: { candidates: "python, java" } }),
    );
  });

  it("is the first when nothing is recognised and its missing file explains more", () => {
    const definition = assignment(["python", "java"], { python: ["main.py"] });
    expect(selectLanguage(undefined, definition, submitted("README.md"))).toBe("python");
  });

  it("must be said when nothing is recognised and nothing is required", () => {
    expect(() => selectLanguage(undefined, two, submitted("README.md"))).toThrow(
      expect.objectContaining({ code: "language_required" }),
    );
  });
});
