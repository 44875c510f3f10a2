import type { SyntaxPort } from "#core/grading/syntax-port.ts";

/** For tests in which no syntax is looked at. */
export const noSyntax: SyntaxPort = {
  search: () => Promise.reject(new Error("nothing is searched here")),
};
