import * as z from "zod";

const Index = z.int().min(0);

/**
 * What the search process says, one message a line. It may be in the hands of what it parses: nothing it says is
 * taken for well-formed.
 */
export const SearchReply = z.discriminatedUnion("kind", [
  /** The grammars are loaded. Said once. */
  z.strictObject({ kind: z.literal("ready") }),
  z.strictObject({ kind: z.literal("bad-rule"), rule: Index, message: z.string() }),
  /** Said before a file is parsed, so that it is known which one the process did not survive. */
  z.strictObject({ kind: z.literal("parsing"), file: Index }),
  z.strictObject({
    kind: z.literal("searched"),
    matches: z.array(z.strictObject({ rule: Index, file: Index, line: z.int().min(1) })),
    total: Index,
    /** Of the process since its start. */
    cpuMs: z.number().min(0),
  }),
]);
export type SearchReply = z.infer<typeof SearchReply>;
