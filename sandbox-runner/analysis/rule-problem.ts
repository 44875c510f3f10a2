import type { NapiConfig } from "@ast-grep/napi";
import * as z from "zod";
import type { Language } from "#core/assignment/language.ts";
import type { SyntaxRule } from "#core/grading/syntax-port.ts";
import { compileProblem } from "./grammars.ts";
import { inOneLine } from "./in-one-line.ts";

const Config = z.custom<NapiConfig>();

/** Why ast-grep cannot use a rule for a language, in one line; undefined when it can. Loads ast-grep into this process. */
export function ruleProblem(rule: SyntaxRule, language: Language): string | undefined {
  const problem = compileProblem(Config.parse(rule), language);
  return problem && inOneLine(problem);
}
