import type { TestVerdict } from "#core/grading/test-function.ts";
import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import type { HttpResponse } from "#core/templates/api/http-response.ts";
import type { Json } from "#core/templates/api/parameters.ts";

/** Why a JSON answer has not the expected value at a key of its top level; undefined when it has. */
export function jsonProblem(
  response: HttpResponse,
  wanted: {
    readonly target: string;
    readonly key: string;
    readonly value: Json;
    readonly locale: Locale;
  },
): Pick<TestVerdict, "message" | "comparison"> | undefined {
  const { target, key, value } = wanted;
  const say = messagesFor(wanted.locale).verdicts;
  const text = new TextDecoder().decode(response.body);
  const data = parse(text);
  const comparison = (actual: string) => ({ expected: JSON.stringify(value), actual });
  if (data === undefined) return { message: say.answerNoJson({ target }), comparison: comparison(text) };
  if (!isObject(data) || !Object.hasOwn(data, key)) {
    return { message: say.jsonKeyMissing({ target, key }), comparison: comparison(text) };
  }
  const found = data[key];
  if (equal(found, value)) return undefined;
  return {
    message: say.jsonValueDiffers({ target, key }),
    comparison: comparison(asText(found)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is nested beyond the stack can be read from text but not written as text. */
function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch (error) {
    if (error instanceof RangeError) return "…";
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of JSON values: members in any order, numbers by value. `found` may be nested as deep as an answer is long. */
function equal(found: unknown, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return false;
    return wanted.every((value, index) => equal(found[index], value));
  }
  if (typeof wanted !== "object" || wanted === null) return found === wanted;
  if (!isObject(found) || Object.keys(found).length !== Object.keys(wanted).length) return false;
  return Object.entries(wanted).every(
    ([key, value]) => Object.hasOwn(found, key) && equal(found[key], value),
  );
}
