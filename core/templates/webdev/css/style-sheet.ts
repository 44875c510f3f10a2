import { tokenize, tokenTypes as types } from "css-tree/tokenizer";
import { ident } from "css-tree/utils";
import { parseOnce } from "#core/templates/webdev/parse-once.ts";

/** What a style sheet says, without the order of its rules. Comments and strings are no part of it. */
export interface StyleSheet {
  readonly declarations: readonly Declaration[];
  /** What at-rules have in parentheses, such as `max-width: 600px`. */
  readonly conditions: readonly Declaration[];
  /** Each time that one occurs in a selector, without its `#`. */
  readonly ids: readonly string[];
  /** In selectors, each once, without the dot, and as a page names them: `md:flex` for `.md\:flex`. */
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
  readonly #conditions: Declaration[] = [];
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
      conditions: this.#conditions,
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
    if (atRule !== undefined) this.#openAtRule(atRule, rest);
    else if (this.#blocks.at(-1)?.endsWith("keyframes") !== true) this.#select();
    this.#blocks.push(atRule);
    this.#next();
  }

  #openAtRule(name: string, rest: readonly Token[]): void {
    this.#atRules.push({ name, prelude: this.#textOf(rest) });
    let open: number | undefined;
    for (const [index, { type }] of rest.entries()) {
      if (type === types.LeftParenthesis) open = index + 1;
      if (type !== types.RightParenthesis || open === undefined) continue;
      const condition = declarationOf(rest.slice(open, index), this.#css);
      if (condition !== undefined) this.#conditions.push(condition);
      open = undefined;
    }
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
      if (token.type === types.Hash && isId(this.#text(token))) this.#ids.push(this.#text(token).slice(1));
      const before = this.#statement[index - 1];
      const dotted = before?.type === types.Delim && this.#text(before) === ".";
      if (dotted && token.type === types.Ident) this.#classes.add(ident.decode(this.#text(token)));
    }
  }

  #declare(): void {
    const declaration = this.#blocks.length > 0 ? declarationOf(this.#statement, this.#css) : undefined;
    if (declaration !== undefined) this.#declarations.push(declaration);
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

  #textOf(tokens: readonly Token[]): string {
    return textOf(tokens, this.#css);
  }
}

function declarationOf(tokens: readonly Token[], css: string): Declaration | undefined {
  const [name, ...rest] = tokens.filter(({ type }, index) => index > 0 || type !== types.WhiteSpace);
  const colon = rest.findIndex(({ type }) => type !== types.WhiteSpace);
  if (name?.type !== types.Ident || rest[colon]?.type !== types.Colon) return undefined;
  return {
    property: css.slice(name.start, name.end).toLowerCase(),
    value: textOf(rest.slice(colon + 1), css),
  };
}

/** Blanks and comments between two tokens are one space. */
function textOf(tokens: readonly Token[], css: string): string {
  return tokens
    .map(({ type, start, end }) => (type === types.WhiteSpace ? " " : css.slice(start, end)))
    .join("")
    .trim();
}

/** A hash that could be a colour only, such as `#1a2`, selects nothing. */
function isId(hash: string): boolean {
  return /^#(?:--|-?[^\d-])/.test(hash);
}

const opening = new Set([types.Function, types.LeftParenthesis, types.LeftSquareBracket]);
const closing = new Set([types.RightParenthesis, types.RightSquareBracket]);
