import * as z from "zod";
import { suggest } from "#core/assignment/reading/closest.ts";
import {
  check,
  isRecord,
  keysOf,
  type Part,
  type Reading,
  unknownKey,
} from "#core/assignment/reading/reading.ts";
import { quoted, shown } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";
import type { TestFunction } from "#core/grading/test-function.ts";

const NamedParameter = z.strictObject({ name: z.string().min(1), value: z.unknown() });

/** One parameter, wherever the test has it. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * The parameters of a test as one object. They may stand in `parameters`, as an object or as a list of
 * `{name, value}`, and beside the test's own keys. `moved` keeps their places in the file.
 *
 * By the rules of the reference system (`lenient`) every other key of a test is a parameter that overrides
 * one in the list, an unknown parameter is ignored, and an object is no list.
 */
export function collectParameters(
  reading: Reading,
  test: { readonly value: Readonly<Record<string, unknown>>; readonly pointer: string },
  options: { readonly testFunction: TestFunction; readonly testKeys: readonly string[] },
): Part {
  const known = keysOf(options.testFunction.parameters);
  const pointer = child(test.pointer, "parameters");
  const before = reading.findings.errors;
  const collected = new Map<string, unknown>();
  const inside = insideParameters(reading, { value: test.value["parameters"], pointer });
  const beside = besideOwnKeys(reading, test, { known, testKeys: options.testKeys });
  for (const given of [...inside, ...beside]) {
    if (known !== undefined && !known.includes(given.name)) {
      unknownParameter(reading, given, { known, testFunction: options.testFunction });
      continue;
    }
    if (collected.has(given.name)) givenTwice(reading, given);
    collected.set(given.name, given.value);
    const place = child(pointer, given.name);
    if (given.pointer !== place) reading.findings.moved(place, given.pointer);
  }
  return { value: Object.fromEntries(collected), pointer, incomplete: reading.findings.errors > before };
}

function insideParameters(reading: Reading, { value, pointer }: Part): Given[] {
  if (value === undefined || value === null) return [];
  if (isRecord(value) && !reading.lenient) {
    return Object.entries(value).map(([name, inner]) => ({
      name,
      value: inner,
      pointer: child(pointer, name),
    }));
  }
  if (!Array.isArray(value)) {
    const wanted = reading.lenient
      ? "a list of {name, value}, as the reference system has it"
      : "an object, or a list of {name, value}";
    reading.findings.error({
      code: "wrong_type",
      pointer,
      message: `expected ${wanted}, found ${shown(value)}; write e.g. [{name: inputs, value: ["4"]}]`,
    });
    return [];
  }
  return value.flatMap((entry: unknown, index) => {
    const at = child(pointer, index);
    const named = check(reading, NamedParameter, { value: entry, pointer: at });
    if (named === undefined) return [];
    return [{ name: named.name, value: named.value, pointer: child(at, "value") }];
  });
}

function besideOwnKeys(
  reading: Reading,
  test: { readonly value: Readonly<Record<string, unknown>>; readonly pointer: string },
  {
    known,
    testKeys,
  }: { readonly known: readonly string[] | undefined; readonly testKeys: readonly string[] },
): Given[] {
  return Object.entries(test.value).flatMap(([name, value]) => {
    if (testKeys.includes(name)) return [];
    if (!reading.lenient && known?.includes(name) !== true) {
      unknownKey(reading, { key: name, pointer: test.pointer, known: [...testKeys, ...(known ?? [])] });
      return [];
    }
    return [{ name, value, pointer: child(test.pointer, name) }];
  });
}

function unknownParameter(
  reading: Reading,
  given: Given,
  { known, testFunction }: { readonly known: readonly string[]; readonly testFunction: TestFunction },
): void {
  const { name, pointer } = given;
  const what = `${quoted(name)} is no parameter of ${testFunction.name}`;
  const problem = { code: "unknown_parameter", pointer, at: "key" } as const;
  if (reading.lenient) {
    reading.findings.warning({ ...problem, message: `${what} and is ignored; ${suggest(name, known)}` });
  } else {
    reading.findings.error({ ...problem, message: `${what}; ${suggest(name, known)}` });
  }
}

function givenTwice(reading: Reading, { name, pointer }: Given): void {
  const problem = { code: "duplicate_parameter", pointer };
  if (reading.lenient) {
    const message = `the parameter ${quoted(name)} is given twice and this value counts; keep one`;
    reading.findings.warning({ ...problem, message });
  } else {
    reading.findings.error({ ...problem, message: `the parameter ${quoted(name)} is given twice; keep one` });
  }
}
