import * as z from "zod";
import { Language } from "#core/assignment/language.ts";
import type { SyntaxRule } from "#core/grading/syntax-port.ts";

const Text = z.string().min(1).max(2_000);

/** What a node has to be. Made of itself, and so in need of a type beside its schema. */
interface RuleObject {
  [matcher: string]: unknown;
}

const RuleObject: z.ZodType<RuleObject> = z.lazy(() => z.strictObject(matchers).refine(isNotEmpty, empty));

const Relation: z.ZodType = z.lazy(() =>
  z.strictObject({ ...matchers, field: Text.optional(), stopBy: z.union([Text, RuleObject]).optional() }),
);

const matchers = {
  pattern: z
    .union([Text, z.strictObject({ context: Text, selector: Text.optional(), strictness: Text.optional() })])
    .optional(),
  kind: Text.optional(),
  regex: Text.optional(),
  nthChild: z.union([z.int(), Text, z.looseObject({})]).optional(),
  range: z.looseObject({}).optional(),
  inside: Relation.optional(),
  has: Relation.optional(),
  precedes: Relation.optional(),
  follows: Relation.optional(),
  all: z.array(RuleObject).min(1).optional(),
  any: z.array(RuleObject).min(1).optional(),
  not: RuleObject.optional(),
  matches: z.union([Text, z.looseObject({})]).optional(),
};

const empty = { error: "says nothing to look for: give it e.g. a kind or a pattern" };

/**
 * A rule of an instructor's own: an ast-grep rule object, or one in `rule` with what ast-grep's rule files have beside
 * it. `language` keeps it to one of several languages; `message` or `id` is what students read. Only ast-grep can tell
 * whether its kinds and patterns are those of a language. https://ast-grep.github.io/reference/rule.html
 */
export const CustomRule = z
  .strictObject({
    ...matchers,
    id: Text.optional(),
    language: Language.optional(),
    message: Text.optional(),
    rule: RuleObject.optional(),
    constraints: z.record(z.string(), RuleObject).optional(),
    utils: z.record(z.string(), RuleObject).optional(),
  })
  .refine((given) => given.rule !== undefined || isNotEmpty(matchersOf(given)), empty)
  .refine((given) => given.rule === undefined || !isNotEmpty(matchersOf(given)), {
    error: "has matchers beside 'rule': put them all into it",
  })
  .meta({ title: "rules" });
export type CustomRule = z.infer<typeof CustomRule>;

/** The rule as ast-grep takes it; undefined where it is for another language. */
export function syntaxRule(given: CustomRule, language: Language): SyntaxRule | undefined {
  if (given.language !== undefined && given.language !== language) return undefined;
  const { rule = matchersOf(given), constraints, utils } = given;
  return { rule, ...(constraints && { constraints }), ...(utils && { utils }) };
}

function matchersOf(given: RuleObject): RuleObject {
  return Object.fromEntries(Object.entries(given).filter(([key]) => Object.hasOwn(matchers, key)));
}

function isNotEmpty(rule: RuleObject): boolean {
  return Object.keys(rule).length > 0;
}
