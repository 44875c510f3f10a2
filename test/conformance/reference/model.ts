/** What a model of a test function is given: the file that is looked at, all that the test was given, its parameters. */
export interface Looked {
  readonly content: string;
  readonly files: Readonly<Record<string, string>>;
  readonly get: (parameter: string) => unknown;
}

/** A rule of the reference system, or what we make of it, written anew: 0 to 100; undefined where it cannot tell. */
export type Model = (looked: Looked) => number | undefined;

export function fraction(found: number, required: number): number {
  return required <= 0 ? 100 : Math.min(100, Math.trunc((found / required) * 100));
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/** A text as a regular expression that finds it. */
export function literal(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

export function count(content: string, pattern: RegExp): number {
  return [...content.matchAll(pattern)].length;
}
