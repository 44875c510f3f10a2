/**
 * Text of a program or an upload, made safe to show: no escape sequence reaches a terminal, nothing turns the
 * reading direction around (CVE-2021-42574), and what cannot be seen is shown. Newlines and tabs stay.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replace(CONTROL, (character) => pictureOf(character.charCodeAt(0)))
    .replace(INVISIBLE, (character) => `⟨U+${hex(character)}⟩`);
}

/** The same on one line, for a name or a sentence. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\s+/g, " ").trim();
}

/** With spaces, tabs and line ends drawn too, for texts that differ in nothing else. */
export function visibleBlanks(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("\r", "␍")
    .replace(/[ \t\n]/g, (blank) => BLANKS[blank] ?? blank)
    .replace(CONTROL, (character) => pictureOf(character.charCodeAt(0)))
    .replace(INVISIBLE, (character) => `⟨U+${hex(character)}⟩`);
}

/** Whether drawing blanks is what makes the difference visible. */
export function onlyBlanksDiffer(one: string, other: string): boolean {
  return one !== other && one.replace(/\s/g, "") === other.replace(/\s/g, "");
}

const BLANKS: Readonly<Record<string, string>> = { " ": "·", "\t": "→\t", "\n": "↵\n" };

/** C0 without tab and newline, DEL, and C1, some of which terminals obey as they do ESC sequences. */
const CONTROL = /[^\P{Cc}\t\n]/gu;

/**
 * Format characters, line and paragraph separators; without the two joiners (U+200C, U+200D),
 * which emoji and several scripts need.
 */
const INVISIBLE = /[^\P{Cf}\u200c\u200d]|[\u2028\u2029\u3164\u115f\u1160]/gu;

/** Unicode has pictures of the C0 characters from U+2400 on, and of DEL at U+2421. */
function pictureOf(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
