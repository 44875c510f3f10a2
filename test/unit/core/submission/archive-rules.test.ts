import { describe, expect, it } from "vitest";
import { submissionLimits } from "#core/limits.ts";
import { ArchiveBudget, unpackedBytesAllowed } from "#core/submission/archive-budget.ts";
import { isNoise } from "#core/submission/archive-noise.ts";
import { admitEntry } from "#core/submission/archive-policy.ts";
import { printable } from "#core/submission/printable.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

describe("admitEntry", () => {
  it("keeps files, and neither folders nor the root of the archive", () => {
    expect(admitEntry({ name: "./src/main.py", kind: { is: "file" } })).toBe("src/main.py");
    for (const name of ["src/", "src", "./", ".", "././", ""]) {
      expect(admitEntry({ name, kind: { is: "folder" } })).toBeNull();
    }
  });

  it("judges the name before the kind, and lets noise pass whatever it is", () => {
    const link = { is: "link", what: "symbolic link" } as const;

    expect(() => admitEntry({ name: "../x", kind: link })).toThrow(
      expect.objectContaining({ code: "archive_path_unsafe" }),
    );
    expect(() => admitEntry({ name: "x", kind: link })).toThrow(
      expect.objectContaining({ code: "archive_link", context: { path: "x", detail: "symbolic link" } }),
    );
    expect(admitEntry({ name: ".git/link", kind: link })).toBeNull();
  });
});

describe("isNoise", () => {
  it.each([
    "__MACOSX/._main.py",
    "src/.DS_Store",
    "Thumbs.db",
    "src/._main.py",
    "Icon\r",
    ".git/config",
    "work/.git/",
    ".git",
  ])("is '%s'", (name) => {
    expect(isNoise(name)).toBe(true);
  });

  it.each([".gitignore", ".github/workflows/ci.yml", "git/main.py", "DS_Store", "Icon.png", "../.git/x", ""])(
    "is not '%s'",
    (name) => {
      expect(isNoise(name)).toBe(false);
    },
  );
});

describe("ArchiveBudget", () => {
  it("allows what an honest archive needs, and little more of one that is packed too well", () => {
    expect(unpackedBytesAllowed(1, submissionLimits)).toBe(MiB);
    expect(unpackedBytesAllowed(10 * KiB, submissionLimits)).toBe(200 * 10 * KiB);
    expect(unpackedBytesAllowed(50 * MiB, submissionLimits)).toBe(100 * MiB);
  });

  it("adds up over files and names the one that was too much", () => {
    const budget = new ArchiveBudget(1, submissionLimits);
    budget.spendBytes("a", MiB);

    expect(() => budget.spendBytes("b", 1)).toThrow(
      expect.objectContaining({
        code: "archive_too_large",
        context: { path: "b", limitBytes: MiB, sizeBytes: MiB + 1 },
      }),
    );
  });

  it("takes as many entries as the limit and not one more", () => {
    const budget = new ArchiveBudget(1, submissionLimits);
    budget.spendEntries(submissionLimits.entries);

    expect(() => budget.spendEntries(1)).toThrow(
      expect.objectContaining({ code: "archive_too_many_entries", context: { limit: 2_000, found: 2_001 } }),
    );
  });
});

describe("printable", () => {
  it("shows what would be invisible or move things around, and leaves other scripts alone", () => {
    expect(printable("a\nb\u001b[2J\u202e\u2028\ud800")).toBe(
      "a\\u{a}b\\u{1b}[2J\\u{202e}\\u{2028}\\u{d800}",
    );
    expect(printable("relatório 日本語 👩‍🚀")).toBe("relatório 日本語 👩‍🚀");
  });

  it("ends after 200 characters and never within one", () => {
    expect(printable("x".repeat(200))).toBe("x".repeat(200));
    expect(printable("x".repeat(201))).toBe(`${"x".repeat(200)}…`);
    expect(printable("😀".repeat(101))).toBe(`${"😀".repeat(100)}…`);
    expect(printable("\n".repeat(1_000)).length).toBeLessThanOrEqual(201);
  });
});
