import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleBlanks, visibleLine, visibleText } from "#core/report/visible-text.ts";

describe("text of a program, made safe to show", () => {
  it.each([
    ["an escape sequence", "\u001b[31mred\u001b[0m", "␛[31mred␛[0m"],
    ["an eight-bit escape", "\u009b31m", "⟨U+009B⟩31m"],
    ["NUL, bell, backspace and delete", "a\0\u0007\b\u007f", "a␀␇␈␡"],
    ["a change of the reading direction", "a\u202eb\u2066c", "a⟨U+202E⟩b⟨U+2066⟩c"],
    ["a zero-width space and a byte order mark", "a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩"],
    ["a hidden tag character", "a\u{e0041}", "a⟨U+E0041⟩"],
    ["a line separator", "a\u2028b", "a⟨U+2028⟩b"],
    ["half a character", "a\ud800b", "a\ufffdb"],
    ["a carriage return alone", "safe\revil", "safe␍evil"],
  ])("shows %s", (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it("leaves what people write: accents, emoji with joiners, newlines, tabs", () => {
    const text = "São 👩‍💻\n\tüber\n";
    expect(visibleText(text)).toBe(text);
  });

  it("ends lines as Unix does", () => {
    expect(visibleText("a\r\nb")).toBe("a\nb");
  });

  it("never leaves a control character but newline and tab", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visibleText(text)).not.toMatch(/[^\P{Cc}\n\t]/u);
        expect(visibleBlanks(text)).not.toMatch(/[^\P{Cc}\n\t]/u);
        expect(visibleLine(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it("draws blanks where nothing else differs", () => {
    expect(visibleBlanks("a b\t\r\n")).toBe("a·b→\t␍↵\n");
  });
});
