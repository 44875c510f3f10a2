import * as z from "zod";

/**
 * What a test finds of those before it: `shared`, the files they left, as in the reference system;
 * `fresh`, only the submission, the assets and what the setup commands made of them.
 */
export const Isolation = z.enum(["shared", "fresh"]);
export type Isolation = z.infer<typeof Isolation>;
