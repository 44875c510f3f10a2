/** More would be no paragraph of its own in any report. */
const LINES = 40;

/**
 * What a model wrote, as it may be kept: plain lines, none empty, bounded. Addresses are left out, because a file
 * that was copied from somewhere can have the model send its reader there. It is still untrusted text.
 */
export function modelText(text: string, maxCharacters: number): string {
  const lines = text
    .slice(0, 2 * maxCharacters)
    .toWellFormed()
    .replace(ADDRESS, "[…]")
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const kept = lines.slice(0, LINES).join("\n");
  const whole = text.length <= 2 * maxCharacters && lines.length <= LINES && kept.length <= maxCharacters;
  if (whole) return kept;
  return `${kept.slice(0, maxCharacters - 1).toWellFormed()}…`;
}

/** With a scheme, or as programs that show text complete it. */
const ADDRESS = /(?:[a-z][a-z0-9+.-]{0,30}:\/\/|www\.|mailto:)\S+/gi;
