import { tokenize, tokenTypes as types } from "css-tree/tokenizer";
import { parseOnce } from "#core/templates/webdev/parse-once.ts";

/** What a style sheet says, without the order of its rules. Comments and strings are no part of it. */
export interface StyleSheet {
  readonly declarations: readonly Declaration[];
  /** Each time that one occurs in a selector, without its `#`. */
  readonly ids: readonly string[];
  /** In selectors, each once, without the dot. */
  readonly classes: ReadonlySet<string>;
  readonly atRules: readonly AtRule[];
}

export interface Declaration {
  /** Lower case. */
  readonly property: string;
  readonly value: string;
}

/** An at-rule that has a block. */
interface AtRule {
  /** Lower case, without the `@`. */
  readonly name: string;
  readonly prelude: string;
}

export const readStyleSheet = parseOnce((css) => new StyleSheetReader(css).read());

interface Token {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a style sheet into statements, https://drafts.csswg.org/css-syntax/#parsing, without recursion: nothing
 * that is nested can exhaust the stack. What stands before `{` is a selector or an at-rule, what ends with
 * `;` or `}` inside a block is a declaration.
 */
class StyleSheetReader {
  readonly #css: string;
  readonly #declarations: Declaration[] = [];
  readonly #ids: string[] = [];
  readonly #classes = new Set<string>();
  readonly #atRules: AtRule[] = [];
  /** Of each open block, the at-rule that it is of. */
  readonly #blocks: (string | undefined)[] = [];
  #statement: Token[] = [];
  #brackets = 0;
  /** Braces inside the value of a custom property are part of it. */
  #valueBraces = 0;

  constructor(css: string) {
    this.#css = css;
  }

  read(): StyleSheet {
    tokenize(this.#css, (type, start, end) => this.#take({ type, start, end }));
    this.#declare();
    return {
      declarations: this.#declarations,
      ids: this.#ids,
      classes: this.#classes,
      atRules: this.#atRules,
    };
  }

  #take(token: Token): void {
    const { type } = token;
    if (type === types.Comment || (type === types.WhiteSpace && this.#statement.length === 0)) return;
    if (type === types.LeftCurlyBracket) this.#openBlock(token);
    else if (type === types.RightCurlyBracket) this.#closeBlock(token);
    else if (type === types.Semicolon && this.#brackets === 0 && this.#valueBraces === 0) this.#declare();
    else {
      if (opening.has(type)) this.#brackets += 1;
      if (closing.has(type)) this.#brackets = Math.max(0, this.#brackets - 1);
      this.#statement.push(token);
    }
  }

  #openBlock(token: Token): void {
    if (this.#valueBraces > 0 || this.#isCustomProperty()) {
      this.#valueBraces += 1;
      this.#statement.push(token);
      return;
    }
    const [first, ...rest] = this.#statement;
    const atRule = first?.type === types.AtKeyword ? this.#text(first).slice(1).toLowerCase() : undefined;
    if (atRule !== undefined) this.#atRules.push({ name: atRule, prelude: this.#textOf(rest) });
    else if (this.#blocks.at(-1)?.endsWith("keyframes") !== true) this.#select();
    this.#blocks.push(atRule);
    this.#next();
  }

  #closeBlock(token: Token): void {
    if (this.#valueBraces > 0) {
      this.#valueBraces -= 1;
      this.#statement.push(token);
      return;
    }
    this.#declare();
    this.#blocks.pop();
  }

  #select(): void {
    for (const [index, token] of this.#statement.entries()) {
      if (token.type === types.Hash) this.#ids.push(this.#text(token).slice(1));
      const before = this.#statement[index - 1];
      const dotted = before?.type === types.Delim && this.#text(before) === ".";
      if (dotted && token.type === types.Ident) this.#classes.add(this.#text(token));
    }
  }

  #declare(): void {
    const [name, ...rest] = this.#statement;
    const colon = rest.findIndex(({ type }) => type !== types.WhiteSpace);
    if (this.#blocks.length > 0 && name?.type === types.Ident && rest[colon]?.type === types.Colon) {
      const value = this.#textOf(rest.slice(colon + 1));
      this.#declarations.push({ property: this.#text(name).toLowerCase(), value });
    }
    this.#next();
  }

  #isCustomProperty(): boolean {
    const [name, ...rest] = this.#statement;
    if (this.#blocks.length === 0 || name?.type !== types.Ident) return false;
    return this.#text(name).startsWith("--") && rest.some(({ type }) => type === types.Colon);
  }

  #next(): void {
    this.#statement = [];
    this.#brackets = 0;
    this.#valueBraces = 0;
  }

  #text({ start, end }: Token): string {
    return this.#css.slice(start, end);
  }

  /** Blanks and comments between two tokens are one space. */
  #textOf(tokens: readonly Token[]): string {
    return tokens
      .map((token) => (token.type === types.WhiteSpace ? " " : this.#text(token)))
      .join("")
      .trim();
  }
}

const opening = new Set([types.Function, types.LeftParenthesis, types.LeftSquareBracket]);
const closing = new Set([types.RightParenthesis, types.RightSquareBracket]);
