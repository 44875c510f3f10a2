import c from "@ast-grep/lang-c";
import cpp from "@ast-grep/lang-cpp";
import java from "@ast-grep/lang-java";
import python from "@ast-grep/lang-python";
import { type NapiConfig, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";
import type { Language } from "#core/assignment/language.ts";

// Once in a process and all at once: ast-grep takes no second registration.
registerDynamicLanguage({ c, cpp, java, python });

/** JavaScript is built into ast-grep. */
const grammars: Readonly<Record<Language, string>> = {
  python: "python",
  java: "java",
  node: "JavaScript",
  cpp: "cpp",
  c: "c",
};

/** The root of a file's syntax tree. What is no valid source has one too, with nodes of the kind ERROR in it. */
export function parseSource(language: Language, text: string): SgNode {
  return parse(grammars[language], text).root();
}

/** The lines, counted from 1, where the nodes that match a rule begin. */
export function matchingLines(root: SgNode, rule: NapiConfig): number[] {
  return root.findAll(rule).map((node) => node.range().start.line + 1);
}

/** Why ast-grep cannot use a rule for a language, in its words; undefined when it can. */
export function compileProblem(rule: NapiConfig, language: Language): string | undefined {
  try {
    matchingLines(parseSource(language, ""), rule);
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
  }
}
