import * as z from "zod";

/** A string, and nothing that only looks like one: YAML reads 007 as 7 and 1.50 as 1.5, so nothing is guessed. */
export const Text = z.string({
  error: ({ input }) => {
    if (typeof input === "number" || typeof input === "boolean" || typeof input === "bigint") {
      return `must be a string, got the ${typeof input} ${String(input)}: quote it ("${String(input)}")`;
    }
    if (input === undefined) return "missing: write a string";
    return input === null ? `must be a string, got null: quote it, or write ""` : "must be a string";
  },
});

/** Lines of standard input; absent and null are no lines. */
export const InputLines = z
  .array(Text, { error: `must be a list of strings, one a line of standard input` })
  .nullish()
  .transform((lines) => lines ?? []);
