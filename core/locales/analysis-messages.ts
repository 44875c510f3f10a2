/** What decided a test of `static_analysis`. Whole sentences, but for places; a `path` is untrusted. */
export interface AnalysisMessages {
  nothingForbidden(): string;
  targetMissing(values: { readonly path: string }): string;
  noSourceFiles(values: { readonly language: string; readonly extensions: readonly string[] }): string;
  tooMuchSource(values: { readonly limitBytes: number }): string;
  unknownEncoding(values: { readonly path: string; readonly encoding: string }): string;
  unreadable(values: { readonly path: string }): string;
  noForbiddenImports(): string;
  /** `more` places are left out. */
  forbiddenImports(values: { readonly places: readonly string[]; readonly more: number }): string;
  noForbiddenSyntax(): string;
  forbiddenSyntax(values: { readonly places: readonly string[]; readonly more: number }): string;
  place(values: { readonly what: string; readonly path: string; readonly line: number }): string;
  /** A custom rule that has no name, counted from 1. */
  unnamedRule(values: { readonly number: number }): string;
}
