import { tokenize, tokenTypes as types } from "css-tree/tokenizer";

/** Lengths that follow a font, a window or a container, https://drafts.csswg.org/css-values-4/#relative-lengths */
const relative = new Set(
  [
    "em rem ex rex cap rcap ch rch ic ric lh rlh",
    "vw svw lvw dvw vh svh lvh dvh vi svi lvi dvi vb svb lvb dvb vmin svmin lvmin dvmin vmax svmax lvmax dvmax",
    "cqw cqh cqi cqb cqmin cqmax",
  ].flatMap((units) => units.split(" ")),
);

/** In these a percentage is a part of a colour and no length. */
const colours = new Set(
  "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk"
    .split(" ")
    .map((name) => `${name}(`),
);

/** Whether a value has a relative length, or a percentage of one. */
export function hasRelativeUnit(value: string): boolean {
  const within: boolean[] = [];
  let found = false;
  tokenize(value, (type, start, end) => {
    const text = value.slice(start, end).toLowerCase();
    if (type === types.Function) within.push(colours.has(text) || within.at(-1) === true);
    else if (type === types.LeftParenthesis) within.push(within.at(-1) === true);
    else if (type === types.RightParenthesis) within.pop();
    else if (type === types.Percentage) found ||= within.at(-1) !== true;
    else if (type === types.Dimension) found ||= relative.has(text.replace(/^[-+.\d]+(?:e[-+]?\d+)?/, ""));
  });
  return found;
}
