import * as z from "zod";
import { suggest } from "#core/assignment/reading/closest.ts";
import { explainIssue, flattenIssues, withoutWords } from "#core/assignment/reading/explain-issue.ts";
import type { FindingCollector } from "#core/assignment/reading/findings.ts";
import { child, descend } from "#core/assignment/source/pointer.ts";
import type { Template } from "#core/grading/test-function.ts";

export type TemplateRegistry = ReadonlyMap<string, Template>;

/** Ours, the config of the reference system, or its definition v1. */
export type Spelling = "own" | "classic" | "v1";

/** What every part of the reader shares while one file is read. */
export interface Reading {
  readonly findings: FindingCollector;
  readonly registry: TemplateRegistry;
  /** Whether unknown keys are only warned of, because the reference system allows them. */
  readonly lenient: boolean;
  /** For the few rules that differ below the names of the root. */
  readonly spelling: Spelling;
}

/** A part that is read by its own schema, so that what is wrong beside it does not hide what is wrong in it. */
export const Unread = z.unknown().optional();

/** A value and where it stands. */
export interface Part {
  readonly value: unknown;
  readonly pointer: string;
  /** Some of it could not be understood, which is reported: what seems to be missing may be there. */
  readonly incomplete?: boolean;
}

/**
 * Parses one part; what is wrong is reported, and then the result is undefined.
 * An unknown key alone is reported without hiding what the rest says, so that everything comes at once.
 */
export function check<Schema extends z.ZodType>(
  reading: Reading,
  schema: Schema,
  part: Part,
): z.output<Schema> | undefined {
  const { value, pointer } = part;
  const keys = keysOf(schema);
  const known = keys === undefined || !isRecord(value) ? value : onlyKnown(reading, keys, { value, pointer });
  const parsed = schema.safeParse(known, withoutWords);
  if (parsed.success) return parsed.data;
  for (const issue of flattenIssues(parsed.error.issues)) {
    const at = descend(pointer, issue.path);
    if (issue.code === "unrecognized_keys" && issue.message === "") {
      // Below the part itself, leaving a key out would leave out more than the key: never only a warning.
      for (const key of issue.keys)
        unknownKey({ ...reading, lenient: false }, { key, pointer: at, known: [] });
      continue;
    }
    const context = {
      value: valueAt(known, issue.path),
      text: reading.findings.textOf(at),
      key: reading.findings.keyOf(at),
    };
    const { code, message } = explainIssue(issue, context);
    if (code === "missing_key" && part.incomplete === true) continue;
    reading.findings.error({ code, pointer: at, message });
  }
  return undefined;
}

/** The keys that an object schema knows; undefined for a schema of another kind. */
export function keysOf(schema: z.core.$ZodType): readonly string[] | undefined {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodPipe) return keysOf(schema.in);
  return undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export interface UnknownKey {
  readonly key: string;
  /** Of the object that has the key. */
  readonly pointer: string;
  readonly known: readonly string[];
  /** Better advice than the nearest name. */
  readonly advice?: string | undefined;
}

export function unknownKey(reading: Reading, unknown: UnknownKey): void {
  const pointer = child(unknown.pointer, unknown.key);
  const name = reading.findings.keyOf(pointer);
  const names = unknown.known.map((key) => reading.findings.keyOf(child(unknown.pointer, key)));
  const advice = unknown.advice ?? suggest(name, names);
  const message = `unknown key '${name.slice(0, 60)}'`;
  if (reading.lenient) {
    reading.findings.warning({
      code: "unknown_key",
      pointer,
      message: `${message} is ignored; ${advice}`,
      at: "key",
    });
  } else {
    reading.findings.error({ code: "unknown_key", pointer, message: `${message}; ${advice}`, at: "key" });
  }
}

function onlyKnown(
  reading: Reading,
  known: readonly string[],
  part: { readonly value: Readonly<Record<string, unknown>>; readonly pointer: string },
): Readonly<Record<string, unknown>> {
  const unknown = Object.keys(part.value).filter((key) => !known.includes(key));
  if (unknown.length === 0) return part.value;
  for (const key of unknown) {
    unknownKey(reading, { key, pointer: part.pointer, known, advice: advice.get(key) });
  }
  return Object.fromEntries(Object.entries(part.value).filter(([key]) => known.includes(key)));
}

/** Keys that are often written in the wrong place. */
const advice: ReadonlyMap<string, string> = new Map([
  ["base", "put it under 'criteria'"],
  ["bonus", "put it under 'criteria'"],
  ["penalty", "put it under 'criteria'"],
  ["assets", "put it under 'setup'"],
  ["required_files", "put it under the language it is for, e.g. setup.python.required_files"],
  ["setup_commands", "put it under the language it is for, e.g. setup.python.setup_commands"],
  ["due_at", "put it under 'schedule'"],
  ["max_attempts", "put it under 'submissions'"],
  ["<<", "merge keys are not YAML 1.2; write the keys out"],
]);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (Array.isArray(at)) at = at[Number(key)];
    else if (isRecord(at) && typeof key === "string" && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
}
