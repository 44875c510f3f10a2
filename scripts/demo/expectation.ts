import { readFile } from "node:fs/promises";
import * as z from "zod";
import { Language } from "#core/assignment/language.ts";
import type { GradingResult } from "#core/grading/result.ts";

/** Absent where the assignment has none. */
const language = { language: Language.optional() };

/** What `expected.json` of an example says of each of its submissions. */
const Expectation = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("graded"), ...language, score: z.number() }),
  z.strictObject({ outcome: z.literal("rejected"), ...language, error: z.string() }),
]);
export type Expectation = z.infer<typeof Expectation>;

export async function readExpectations(file: string): Promise<ReadonlyMap<string, Expectation>> {
  const expectations = z.record(z.string(), Expectation).parse(JSON.parse(await readFile(file, "utf8")));
  return new Map(Object.entries(expectations));
}

/** A result in the terms of an expectation, so that the two can be compared whole. */
export function observed(result: GradingResult): unknown {
  const { outcome, language } = result;
  return result.outcome === "graded"
    ? { outcome, language, score: result.score }
    : { outcome, language, error: result.error.code };
}
