import * as z from "zod";

/**
 * What becomes of a submission of which a test cannot tell the file that it is for: `lenient`, as in the reference
 * system, it looks at the first of its kind, or has no points; `strict`, as in definition v1, the submission is
 * refused, and nothing is guessed.
 */
export const FileSelection = z.enum(["lenient", "strict"]);
