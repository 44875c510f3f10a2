import type { Language } from "#core/assignment/language.ts";
import type { SyntaxRule } from "#core/grading/syntax-port.ts";

/** Loops over a collection (`for of`, Java's and C++'s `for (x : xs)`, comprehensions) are of kinds of their own. */
const forLoop = { rule: { kind: "for_statement" } };
const whileLoop = { rule: { kind: "while_statement" } };
const doWhileLoop = { rule: { kind: "do_statement" } };
const evalCall = { rule: { pattern: "eval($$$)" } };
const execCall = { rule: { pattern: "exec($$$)" } };

const loops = { for_loop: forLoop, while_loop: whileLoop };

/** What `forbidden_keywords` may name in each language, as in the reference system. */
export const keywords: Readonly<Record<Language, Readonly<Record<string, SyntaxRule>>>> = {
  python: { ...loops, eval_call: evalCall, exec_call: execCall },
  java: loops,
  node: { ...loops, eval_call: evalCall },
  cpp: { ...loops, do_while_loop: doWhileLoop },
  c: { ...loops, do_while_loop: doWhileLoop },
};

/** Undefined where the language has no such keyword. */
export function keywordRule(keyword: string, language: Language): SyntaxRule | undefined {
  const known = keywords[language];
  return Object.hasOwn(known, keyword) ? known[keyword] : undefined;
}
