const MAX_CHARACTERS = 200;

/**
 * A name from outside as a message may show it: characters that are invisible, move the cursor or
 * change the direction of text are written as `\u{…}`, and it ends after 200 characters.
 */
export function printable(value: string): string {
  const characters: string[] = [];
  let length = 0;
  for (const character of value) {
    const shown = deceives(character) ? `\\u{${codePoint(character)}}` : character;
    length += shown.length;
    if (length > MAX_CHARACTERS) return `${characters.join("")}…`;
    characters.push(shown);
  }
  return characters.join("");
}

/** Control characters, line separators, direction marks (Unicode's Bidi_Control), and halves of surrogate pairs. */
export function deceives(text: string): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(text);
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
