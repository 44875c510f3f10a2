import { child } from "#core/assignment/source/pointer.ts";
import {
  maxDepth,
  maxValues,
  type Place,
  refusedKey,
  type SourceProblem,
  type SourceReading,
  tooDeep,
  tooManyValues,
} from "#core/assignment/source/source-tree.ts";

/**
 * Reads strict JSON (RFC 8259) with the place of every value, which `JSON.parse` does not tell.
 * It accepts exactly what `JSON.parse` accepts, but for duplicate keys and `__proto__`.
 */
export function readJson(text: string): SourceReading {
  if (!/[^ \t\r\n]/.test(text)) return { problems: [] };
  const scan = new Scan(text);
  try {
    const value = scan.document();
    return { tree: { value, places: scan.places }, problems: scan.problems };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { code, offset, message } = error;
    return { problems: [...scan.problems, { code, pointer: "", offset, message }] };
  }
}

class JsonError extends Error {
  readonly code: string;
  readonly offset: number;

  constructor(offset: number, message: string, code = "json_syntax") {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

const stringToken = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const numberToken = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wordToken = /[A-Za-z]+/y;
const words: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

class Scan {
  readonly places = new Map<string, Place>();
  readonly problems: SourceProblem[] = [];
  readonly #text: string;
  #offset = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value("", 0);
    if (this.#peek() !== "") throw this.#unexpected("the end of the file");
    return value;
  }

  #value(pointer: string, depth: number, key?: number): unknown {
    const first = this.#peek();
    const start = this.#offset;
    this.#values += 1;
    if (this.#values > maxValues) throw new JsonError(start, tooManyValues, "too_many_values");
    if (depth > maxDepth) throw new JsonError(start, tooDeep, "too_deep");
    this.places.set(pointer, { key, start, end: start });
    const value =
      first === "{"
        ? this.#object(pointer, depth)
        : first === "["
          ? this.#array(pointer, depth)
          : this.#scalar(first);
    this.places.set(pointer, { key, start, end: this.#offset });
    return value;
  }

  #object(pointer: string, depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.#offset += 1;
    if (this.#took("}")) return {};
    do {
      if (this.#peek() !== '"') throw this.#unexpected("a key in double quotes");
      const offset = this.#offset;
      const key = this.#string();
      const at = child(pointer, key);
      if (!this.#took(":")) throw this.#unexpected("':'");
      if (entries.has(key) || key === "__proto__") {
        this.problems.push(refusedKey({ key, pointer: at, offset, again: entries.has(key) }));
        // A lone "~" is in no pointer, so the places of the first value stay.
        this.#value(`${at}~`, depth + 1);
      } else {
        entries.set(key, this.#value(at, depth + 1, offset));
      }
    } while (this.#took(","));
    if (!this.#took("}")) throw this.#unexpected("',' or '}'");
    return Object.fromEntries(entries);
  }

  #array(pointer: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#offset += 1;
    if (this.#took("]")) return items;
    do items.push(this.#value(child(pointer, items.length), depth + 1));
    while (this.#took(","));
    if (!this.#took("]")) throw this.#unexpected("',' or ']'");
    return items;
  }

  #scalar(first: string): unknown {
    if (first === '"') return this.#string();
    const start = this.#offset;
    const number = this.#token(numberToken);
    if (number !== undefined) return Number(number);
    const value = words.get(this.#token(wordToken) ?? "");
    if (value !== undefined) return value;
    this.#offset = start;
    throw this.#unexpected("a value");
  }

  #string(): string {
    const start = this.#offset;
    const token = this.#token(stringToken);
    try {
      if (token !== undefined) return String(JSON.parse(token));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new JsonError(
      start,
      "this string does not end, or holds a raw line break or a wrong escape; mend it",
    );
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const token = pattern.exec(this.#text)?.[0];
    this.#offset += token?.length ?? 0;
    return token;
  }

  #took(sign: string): boolean {
    if (this.#peek() !== sign) return false;
    this.#offset += 1;
    return true;
  }

  /** The next character that is not white space, "" at the end. */
  #peek(): string {
    while (" \t\r\n".includes(this.#text[this.#offset] ?? "x")) this.#offset += 1;
    return this.#text[this.#offset] ?? "";
  }

  #unexpected(expected: string): JsonError {
    const found = this.#peek();
    return new JsonError(
      this.#offset,
      `expected ${expected}, found ${found === "" ? "the end of the file" : `'${found}'`}${advise(found)}`,
    );
  }
}

function advise(found: string): string {
  if (found === "/" || found === "#") return "; JSON has no comments: remove it, or name the file .yaml";
  if (found === "'") return "; JSON strings are in double quotes";
  if (found === "}" || found === "]") return "; remove the comma before it";
  return "";
}
