import { tokenizer } from "acorn";
import { tokenText } from "#core/templates/webdev/js/javascript.ts";

/** How often some code, such as `document.write`, occurs among the tokens of a file: as a whole, and not in comments. */
export function countCode(tokens: readonly string[], code: string): number {
  return countWhere(tokens, tokensOf(code), (token, wanted) => token === wanted);
}

/** The same, where the last name may be the beginning of a longer one, as `querySelector` is of `querySelectorAll`. */
export function countBeginnings(tokens: readonly string[], code: string): number {
  const wanted = tokensOf(code);
  return countWhere(tokens, wanted, (token, each, index) =>
    index === wanted.length - 1 ? token.startsWith(each) : token === each,
  );
}

function countWhere(
  tokens: readonly string[],
  wanted: readonly string[],
  fits: (token: string, wanted: string, index: number) => boolean,
): number {
  if (wanted.length === 0) return 0;
  return tokens.filter(
    (_, index) =>
      index + wanted.length <= tokens.length &&
      wanted.every((each, offset) => fits(tokens[index + offset] ?? "", each, offset)),
  ).length;
}

/** Of code that need not be whole; where it is no JavaScript at all, it is one token, which no file has. */
function tokensOf(code: string): readonly string[] {
  try {
    return [...tokenizer(code, { ecmaVersion: "latest" })].map((token) => tokenText(token, code));
  } catch (error) {
    if (error instanceof SyntaxError) return [code];
    throw error;
  }
}
