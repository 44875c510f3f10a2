import { parent } from "#core/assignment/source/pointer.ts";

/** Offsets of one value in the text, and of its key where it has one. */
export interface Place {
  readonly key?: number | undefined;
  readonly start: number;
  readonly end: number;
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number;
}

/** Something wrong with the text itself, before anything is known about its meaning. */
export interface SourceProblem {
  readonly code: string;
  readonly pointer: string;
  readonly offset: number;
  readonly message: string;
}

/** What a YAML or JSON file says, and where it says it. */
export interface SourceTree {
  readonly value: unknown;
  readonly places: ReadonlyMap<string, Place>;
}

/** `tree` is absent when the text cannot be understood at all. */
export interface SourceReading {
  readonly tree?: SourceTree | undefined;
  readonly problems: readonly SourceProblem[];
}

/** Beyond this a file is not an assignment, or its YAML aliases multiply it ("billion laughs"). */
export const maxValues = 100_000;
/** Keeps recursion far from the end of the stack; a legal rubric needs less than half of it. */
export const maxDepth = 64;

export const tooDeep = `nested more than ${maxDepth} levels deep; flatten it`;
export const tooManyValues = `holds more than ${maxValues} values, repeated aliases counted; make it smaller`;

/** `__proto__` would not become a property like others; no assignment needs it. */
export function refusedKey(found: {
  readonly key: string;
  readonly pointer: string;
  readonly offset: number;
  readonly again: boolean;
}): SourceProblem {
  const { key, pointer, offset } = found;
  return found.again
    ? { code: "duplicate_key", pointer, offset, message: `the key '${key}' is here twice; keep one of them` }
    : { code: "unknown_key", pointer, offset, message: `the key '${key}' is not allowed; remove it` };
}

/** Turns offsets and pointers into lines and columns. */
export class Locator {
  readonly #lineStarts: readonly number[];
  readonly #places: ReadonlyMap<string, Place>;
  readonly #text: string;

  constructor(text: string, places: ReadonlyMap<string, Place>) {
    this.#text = text;
    this.#places = places;
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }

  /** Where a value is; for one that is not there, where the nearest thing that should hold it is named. */
  locate(pointer: string, at: "key" | "value" = "value"): Position {
    const place = this.#places.get(pointer);
    if (place !== undefined) return this.position(at === "key" ? (place.key ?? place.start) : place.start);
    return pointer === "" ? { line: 1, column: 1 } : this.locate(parent(pointer), "key");
  }

  /** The value as it was written, e.g. `08`, which a number no longer tells. */
  textOf(pointer: string): string | undefined {
    const place = this.#places.get(pointer);
    return place === undefined ? undefined : this.#text.slice(place.start, place.end);
  }
}
