import { Tokenizer, TokenizerMode, type TokenHandler } from "parse5";
import { parseOnce } from "#core/templates/webdev/parse-once.ts";

/**
 * An element as the student wrote it. What a browser would add, move or close by itself is not here:
 * a test whether `<head>` was written must not find one that nobody wrote.
 */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The place among all elements in the order of their start tags; its descendants are `index + 1` to `last`. */
  readonly index: number;
  last: number;
  readonly parent: number | undefined;
}

export interface HtmlDocument {
  readonly elements: readonly HtmlElement[];
  /** Start tags without an end tag that should have one. */
  readonly unclosed: readonly { readonly name: string; readonly line: number }[];
  readonly empty: boolean;
}

export const readHtml = parseOnce(parseHtml);

const voidElements = new Set(
  "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split(
    " ",
  ),
);

/** Their end tags say nothing that the end of the file does not. */
const needNoEnd = new Set(["html", "head", "body"]);

/** In these, what looks like a tag is text, https://html.spec.whatwg.org/multipage/syntax.html#raw-text-elements */
const textElements: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ["script", TokenizerMode.SCRIPT_DATA],
  ["style", TokenizerMode.RAWTEXT],
  ["textarea", TokenizerMode.RCDATA],
  ["title", TokenizerMode.RCDATA],
]);

function parseHtml(html: string): HtmlDocument {
  const tree = new ElementTree();
  const handler: TokenHandler = {
    onStartTag({ tagName, attrs, selfClosing, location }) {
      const attributes = new Map(attrs.map(({ name, value }) => [name, value]));
      const closed = selfClosing || voidElements.has(tagName);
      tree.open({ name: tagName, attributes, closed, line: location?.startLine ?? 1 });
      const mode = closed ? undefined : textElements.get(tagName);
      if (mode !== undefined) tokenizer.state = mode;
    },
    onEndTag: ({ tagName }) => tree.close(tagName),
    onCharacter() {},
    onNullCharacter() {},
    onWhitespaceCharacter() {},
    onComment() {},
    onDoctype() {},
    onEof() {},
  };
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, handler);
  tokenizer.write(html, true);
  return { elements: tree.elements, unclosed: tree.unclosed(), empty: html === "" };
}

interface StartTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly closed: boolean;
  readonly line: number;
}

/** Every step is bounded by the tags before it together, whatever their nesting. */
class ElementTree {
  readonly elements: HtmlElement[] = [];
  readonly #open: HtmlElement[] = [];
  /** Of each name, how many of its elements are open. */
  readonly #depth = new Map<string, number>();
  /** Of each name, the lines of the start tags that no end tag has answered, also across wrong nesting. */
  readonly #unanswered = new Map<string, number[]>();

  open({ name, attributes, closed, line }: StartTag): void {
    const index = this.elements.length;
    const element = { name, attributes, index, last: index, parent: this.#open.at(-1)?.index };
    this.elements.push(element);
    if (closed) return;
    this.#open.push(element);
    this.#depth.set(name, (this.#depth.get(name) ?? 0) + 1);
    if (needNoEnd.has(name)) return;
    const lines = this.#unanswered.get(name);
    if (lines === undefined) this.#unanswered.set(name, [line]);
    else lines.push(line);
  }

  close(name: string): void {
    this.#unanswered.get(name)?.pop();
    if ((this.#depth.get(name) ?? 0) === 0) return;
    for (let closed = this.#closeLast(); closed !== undefined && closed !== name;) closed = this.#closeLast();
  }

  unclosed(): HtmlDocument["unclosed"] {
    while (this.#closeLast() !== undefined);
    return [...this.#unanswered]
      .flatMap(([name, lines]) => lines.map((line) => ({ name, line })))
      .toSorted((a, b) => a.line - b.line);
  }

  #closeLast(): string | undefined {
    const element = this.#open.pop();
    if (element === undefined) return undefined;
    element.last = this.elements.length - 1;
    this.#depth.set(element.name, (this.#depth.get(element.name) ?? 0) - 1);
    return element.name;
  }
}
