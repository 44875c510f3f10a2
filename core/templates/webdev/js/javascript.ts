import { type Node, parse, tokTypes, type Token } from "acorn";
import { ancestor } from "acorn-walk";
import { globalNames } from "#core/templates/webdev/js/global-names.ts";
import { arrayKeys } from "#core/templates/webdev/js/array-keys.ts";
import { parseOnce } from "#core/templates/webdev/parse-once.ts";

export interface JavaScript {
  /** As `tokensOf` writes them, without comments. */
  readonly tokens: readonly string[];
  /** Variables of the top level, in the order of their declarations. */
  readonly globals: readonly string[];
  /** Of each variable that is declared with an array, the keys of each object in it. */
  readonly arrays: readonly (readonly ReadonlySet<string>[])[];
}

export const readJavaScript = parseOnce(parseJavaScript);

function parseJavaScript(code: string): JavaScript {
  const { program, tokens } = parseEither(code);
  const globals: string[] = [];
  const arrays: (readonly ReadonlySet<string>[])[] = [];
  ancestor(program, {
    VariableDeclaration(node, _, ancestors) {
      for (const name of globalNames(node, ancestors)) globals.push(name);
      for (const { init } of node.declarations) {
        if (init?.type === "ArrayExpression") arrays.push(arrayKeys(init));
      }
    },
  });
  return { tokens, globals, arrays };
}

/** A file does not say whether a page loads it as a script or as a module, and each forbids what the other allows. */
function parseEither(code: string): { readonly program: Node; readonly tokens: readonly string[] } {
  try {
    return parseAs("module", code);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return parseAs("script", code);
}

function parseAs(sourceType: "module" | "script", code: string) {
  const tokens: string[] = [];
  const program = parse(code, {
    ecmaVersion: "latest",
    sourceType,
    locations: true,
    allowHashBang: true,
    allowReturnOutsideFunction: true,
    onToken: (token) => void tokens.push(tokenText(token, code)),
  });
  return { program, tokens };
}

/** One spelling of what means the same: quotes, escapes in names, and `?.` for `.`. */
export function tokenText(token: Token, code: string): string {
  // acorn's types leave the value out.
  const value = "value" in token ? String(token.value) : "";
  if (token.type === tokTypes.string) return JSON.stringify(value);
  if (token.type === tokTypes.name) return value;
  if (token.type === tokTypes.questionDot) return ".";
  return code.slice(token.start, token.end);
}
