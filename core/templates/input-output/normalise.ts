/**
 * What the comparison forgives: line endings of other systems, blanks at the end of lines,
 * and blanks and blank lines around the whole. Inner indentation and inner blank lines count.
 */
export function normalise(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  return strip(lines.map(stripEnd).join("\n"));
}

/**
 * White space as the reference system's language defines it, which is not `String.prototype.trim`:
 * that one also takes U+FEFF, and leaves U+0085 and the separators U+001C to U+001F.
 */
const WHITE_SPACE = new Set(
  [
    [0x09, 0x0d],
    [0x1c, 0x20],
    [0x85, 0x85],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
  ].flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, offset) => from + offset)),
);

/** By index and not by a regular expression: `\s+$` is quadratic on output that is mostly blanks. */
function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && WHITE_SPACE.has(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function strip(text: string): string {
  const cut = stripEnd(text);
  let start = 0;
  while (start < cut.length && WHITE_SPACE.has(cut.charCodeAt(start))) start += 1;
  return cut.slice(start);
}
