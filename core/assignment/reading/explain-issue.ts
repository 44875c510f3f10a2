import type * as z from "zod";
import { closest } from "#core/assignment/reading/closest.ts";
import { quoted, shown } from "#core/assignment/reading/shown.ts";

/** One zod issue in words for people who write assignments. */
export interface ExplainedIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Given to `safeParse`, it leaves every message empty that the schema does not give itself,
 * so that the words below are used only where nobody knew better.
 */
export const withoutWords: { readonly error: () => string } = { error: () => "" };

export interface IssueContext {
  /** What the issue's path leads to. */
  readonly value: unknown;
  /** That value as it stands in the file. */
  readonly text: string | undefined;
  /** The name of its key in the file. */
  readonly key: string;
}

export function explainIssue(issue: z.core.$ZodIssue, context: IssueContext): ExplainedIssue {
  const { code, message } = words(issue, context);
  const keep = issue.message !== "" && !wantsQuotes(issue, context);
  return { code, path: issue.path, message: keep ? own(issue.message, context) : message };
}

/** Unions report every branch; only the one that came furthest says what the writer meant. */
export function flattenIssues(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.message !== "") return [issue];
    const [best] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
    if (best === undefined || depth(best) === 0) return [issue];
    return flattenIssues(best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
  });
}

/** 0 when the value is of another type altogether. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.min(
    ...issues.map(
      (issue) => issue.path.length + (issue.code === "invalid_type" && issue.path.length === 0 ? 0 : 1),
    ),
  );
}

/** Only here it is known how the number was written: `007` and `1.50` must be quoted as they stand. */
function wantsQuotes(issue: z.core.$ZodIssue, { value }: IssueContext): boolean {
  const scalar = typeof value === "number" || typeof value === "boolean";
  return scalar && issue.code === "invalid_type" && issue.expected === "string";
}

function own(message: string, { value }: IssueContext): string {
  const typed = typeof value === "string" || typeof value === "number";
  return typed && !message.includes(String(value).slice(0, 20))
    ? `${message}, found ${shown(value)}`
    : message;
}

function words(issue: z.core.$ZodIssue, context: IssueContext): { code: string; message: string } {
  const found = shown(context.value);
  switch (issue.code) {
    case "invalid_type":
      if (context.value === undefined)
        return { code: "missing_key", message: `'${context.key}' is missing; add it` };
      return {
        code: "wrong_type",
        message: `expected ${kind(issue.expected)}, found ${found}${remedy(issue.expected, context)}`,
      };
    case "invalid_union": {
      if (context.value === undefined)
        return { code: "missing_key", message: `'${context.key}' is missing; add it` };
      const kinds = issue.errors
        .flat()
        .map((inner) => (inner.code === "invalid_type" ? kind(inner.expected) : "another value"));
      return {
        code: "wrong_type",
        message: `expected ${[...new Set(kinds)].join(" or ")}, found ${found}; write one of these`,
      };
    }
    case "invalid_value":
      if (context.value === undefined)
        return { code: "missing_key", message: `'${context.key}' is missing; add it` };
      return {
        code: "invalid_value",
        message: `${found} is not known here; ${choice(issue.values, context.value)}`,
      };
    case "too_small":
      return {
        code: "out_of_range",
        message: `${bound(issue.origin, "at least", issue.minimum)}, found ${found}`,
      };
    case "too_big":
      return {
        code: "out_of_range",
        message: `${bound(issue.origin, "at most", issue.maximum)}, found ${found}`,
      };
    case "not_multiple_of":
      return { code: "out_of_range", message: `must be a multiple of ${issue.divisor}, found ${found}` };
    case "invalid_format":
      return { code: "invalid_value", message: `${found} is not a valid ${issue.format}; correct it` };
    case "unrecognized_keys":
      return { code: "unknown_key", message: `unknown key ${issue.keys.map(quoted).join(", ")}; remove it` };
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return { code: "invalid_value", message: `${found} is not valid here; correct it` };
    default:
      issue satisfies never;
      return { code: "invalid_value", message: `${found} is not valid here; correct it` };
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "nothing",
};

function kind(expected: string): string {
  return kinds[expected] ?? `a value of type ${expected}`;
}

/** Mistakes that YAML invites: it makes numbers and booleans of what was meant as text, and the other way round. */
function remedy(expected: string, { value, text }: IssueContext): string {
  const scalar = typeof value === "number" || typeof value === "boolean";
  if (expected === "string" && scalar) return `; quote it: ${quoted(text ?? String(value))}`;
  if (expected === "string" && value === null) return '; write "" for empty text';
  if (expected === "string" && Array.isArray(value)) return "; write one text";
  if (expected === "array" && scalar) return `; write a list: [${text ?? String(value)}]`;
  if (expected === "array" && typeof value === "string") return `; write a list: [${quoted(value)}]`;
  if ((expected === "number" || expected === "int") && typeof value === "string")
    return "; write it without quotes";
  if (expected === "int" && typeof value === "number") return "; drop the fraction";
  if (expected === "boolean" && typeof value === "string") return "; write true or false, without quotes";
  return "; correct it";
}

function choice(values: readonly unknown[], value: unknown): string {
  const known = values.map(String);
  const meant = typeof value === "string" ? closest(value, known) : undefined;
  return meant === undefined ? `use one of: ${known.join(", ")}` : `did you mean '${meant}'?`;
}

function bound(origin: string, words: "at least" | "at most", limit: number | bigint): string {
  if (origin === "string" && words === "at least" && limit === 1) return "must not be empty";
  if (origin === "string") return `must have ${words} ${limit} characters`;
  if (origin === "array" || origin === "set" || origin === "map")
    return `must have ${words} ${limit} entries`;
  return `must be ${words} ${limit}`;
}
