import type { Language } from "#core/assignment/language.ts";

/** Which submitted files a test function looks at, where that is not all of them whatever they are. */
export type FileNeeds =
  /** A single one. */
  | { readonly kind: "one"; readonly extensions: readonly string[] }
  /** All sources, of which there must be one. */
  | { readonly kind: "sources"; readonly extensions: Readonly<Record<Language, readonly string[]>> }
  /** Those that its parameters of these names name. */
  | { readonly kind: "named"; readonly parameters: Readonly<Record<string, readonly string[]>> };

export function endsWithOneOf(path: string, extensions: readonly string[]): boolean {
  const name = path.toLowerCase();
  return extensions.some((extension) => name.endsWith(extension));
}
