import { tokenizer } from "acorn";
import { tokenText } from "#core/templates/webdev/js/javascript.ts";

/** How often some code, such as `document.write`, occurs among the tokens of a file: as a whole, and not in comments. */
export function countCode(tokens: readonly string[], code: string): number {
  const wanted = tokensOf(code);
  const [first] = wanted;
  if (first === undefined) return 0;
  return tokens.filter(
    (token, index) => token === first && wanted.every((each, offset) => tokens[index + offset] === each),
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
