import { describe, expect, it } from "vitest";
import { stderrExcerpt } from "#core/report/stderr-excerpt.ts";

const noise = Array.from({ length: 100 }, (_, index) => `debug ${index}`).join("\n");

describe("what is shown of a long standard error", () => {
  it("is all of a short one", () => {
    expect(stderrExcerpt("a\nb\n")).toEqual({ text: "a\nb\n", whole: true });
  });

  it.each([
    [
      "Python",
      'Traceback (most recent call last):\n  File "main.py", line 1\nZeroDivisionError: division by zero\n',
    ],
    ["Java", 'Exception in thread "main" java.lang.NullPointerException\n\tat Main.main(Main.java:3)\n'],
    ["Node", "/app/index.js:3\n  null.x;\n       ^\nTypeError: Cannot read properties of null\n"],
    [
      "AddressSanitizer",
      "==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014\n#0 main.c:4\n",
    ],
    ["UBSan", "main.c:4:7: runtime error: signed integer overflow\n"],
  ])("is the crash that %s tells of", (_, crash) => {
    expect(stderrExcerpt(`${noise}\n${crash}`)).toEqual({ text: crash, whole: false });
  });

  it("is the last of several crashes", () => {
    const last = "Traceback (most recent call last):\nKeyError: 'b'";
    const text = `${noise}\nTraceback (most recent call last):\nKeyError: 'a'\n${last}`;
    expect(stderrExcerpt(text).text).toBe(last);
  });

  it("is the first errors of a compiler", () => {
    const first = "main.c:3:1: error: expected ';'";
    const { text } = stderrExcerpt(`${noise}\n${first}\n${noise}`);
    expect(text.split("\n")).toHaveLength(40);
    expect(text.startsWith(first)).toBe(true);
  });

  it("is both ends of a crash that is itself long", () => {
    const { text } = stderrExcerpt(`Traceback (most recent call last):\n${noise}\nRecursionError: too deep`);
    expect(text).toMatch(/^Traceback[^]*\n…\n[^]*RecursionError: too deep$/);
    expect(text.split("\n")).toHaveLength(41);
  });

  it("is the end where nothing is known of it", () => {
    expect(stderrExcerpt(noise).text).toMatch(/^debug 60\n[^]*debug 99$/);
  });
});
