/** What a style sheet says, by its text: another way to it than that of the functions that are judged. */
export interface Css {
  readonly declarations: readonly { readonly property: string; readonly value: string }[];
  readonly conditions: readonly { readonly property: string; readonly value: string }[];
  readonly selectors: readonly string[];
  readonly atRules: readonly string[];
}

/** A style sheet cut at its braces and semicolons, comments and strings taken out before. */
export function readCss(css: string): Css {
  const bare = css
    .replaceAll(/\/\*.*?\*\//gs, " ")
    .replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs, '""')
    .replaceAll(/url\([^)]*\)/gi, "url()");
  const pieces = [...bare.matchAll(/([^{};]*)([{};]|$)/g)].map(([, piece = "", end = ""]) => ({
    piece: piece.trim(),
    end,
  }));
  let depth = 0;
  const declarations: Css["declarations"][number][] = [];
  const preludes: string[] = [];
  for (const { piece, end } of pieces) {
    if (end === "{") preludes.push(piece);
    else if (depth > 0) declarations.push(...pairOf(piece));
    depth = Math.max(0, depth + (end === "{" ? 1 : end === "}" ? -1 : 0));
  }
  const atRules = preludes.filter((prelude) => prelude.startsWith("@"));
  const conditions = atRules.flatMap((rule) =>
    [...rule.matchAll(/\(([^()]*)\)/g)].flatMap((match) => pairOf(match[1] ?? "")),
  );
  const selectors = preludes.filter((prelude) => !prelude.startsWith("@"));
  return { declarations, conditions, selectors, atRules };
}

function pairOf(piece: string): Css["declarations"] {
  const [, property = "", value = ""] = /^\s*([\w-]+)\s*:\s*(.*)$/s.exec(piece) ?? [];
  return property === "" ? [] : [{ property: property.toLowerCase(), value: value.trim() }];
}

export function oneBlank(value: string): string {
  return value.trim().replaceAll(/\s+/g, " ").toLowerCase();
}

/** Whether a declared value has a length that follows a font, a window or a container. */
export function hasRelativeUnit({ declarations }: Css): boolean {
  return declarations.some(({ value }) => relative.test(value.replaceAll(colour, "")));
}

const colour = /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\([^()]*\)/gi;
const relative =
  /(?:^|[^\w#.-])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:%|(?:r?em|r?ex|r?cap|r?ch|r?ic|r?lh|[sld]?v(?:[whib]|min|max)|cq(?:[whib]|min|max))\b)/i;
