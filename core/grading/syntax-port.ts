import type { Language } from "#core/assignment/language.ts";

/**
 * Searches the syntax of source files by ast-grep rules. The runner implements it with tree-sitter, in a process of
 * its own: parsers written in C that read hostile files must not take a host down with them.
 *
 * Rejects with `release_unusable` when a rule cannot be used, with `analysis_unavailable` when the fault is the
 * platform's. What a file does to the parser is a result.
 */
export interface SyntaxPort {
  search(request: SyntaxSearch): Promise<SyntaxSearchResult>;
}

export interface SyntaxSearch {
  readonly language: Language;
  readonly files: readonly SourceText[];
  readonly rules: readonly SyntaxRule[];
}

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** As ast-grep has it, https://ast-grep.github.io/reference/rule.html; `rule` itself is its rule object. */
export interface SyntaxRule {
  readonly rule: Readonly<Record<string, unknown>>;
  readonly constraints?: Readonly<Record<string, unknown>>;
  readonly utils?: Readonly<Record<string, unknown>>;
}

export type SyntaxSearchResult =
  | {
      readonly kind: "searched";
      /** The first of them, in the order of the rules, then of the files, then of the lines. */
      readonly matches: readonly SyntaxMatch[];
      /** All of them. */
      readonly total: number;
    }
  /** The parser did not get through this file: it crashed on it, or used up its time or memory. */
  | { readonly kind: "unreadable"; readonly path: string };

export interface SyntaxMatch {
  /** Which of the rules, counted from 0. */
  readonly rule: number;
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
}
