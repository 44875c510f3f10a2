import type { Difference } from "./differs.ts";

const nothingSeen =
  "a file that was not submitted was not seen to keep the rule: not to submit it must not be worth the points";
const misspelt =
  "there it is ignored and the test passes whatever is submitted, so the instructor is told what was meant";
const missed = "an import is found by the syntax tree, in whatever form the language allows";

/** Where `static_analysis` decides otherwise than the reference system, why, and what it does instead. */
export const staticAnalysisDiffers: Readonly<Record<string, Difference>> = {
  A04: { reason: missed, instead: { outcome: "graded", score: 0 } },
  A07: {
    reason: "text in a docstring imports nothing",
    instead: { outcome: "graded", score: 100 },
  },
  A14: { reason: nothingSeen, instead: { outcome: "graded", score: 0 } },
  A19: { reason: missed, instead: { outcome: "graded", score: 0 } },
  A20: { reason: missed, instead: { outcome: "graded", score: 0 } },
  A43: {
    reason: misspelt,
    instead: { outcome: "refused", pointer: parameter("/0"), message: /use one of: for_loop/ },
  },
  A44: {
    reason: misspelt,
    instead: { outcome: "refused", pointer: parameter("/0"), message: /forbidden in java/ },
  },
  A48: {
    reason: "a rule that ast-grep cannot use would end every grading, so the instructor is told",
    instead: { outcome: "refused", pointer: parameter("/0"), message: /Kind `no_such_kind` is invalid/ },
  },
  A61: {
    reason: "an empty parameter fails every grading, so the instructor is told",
    instead: { outcome: "refused", pointer: parameter(""), message: /empty/ },
  },
  A49: {
    reason: "a file that is no source code, such as a README, has no syntax to break a rule with",
    instead: { outcome: "graded", score: 100 },
  },
  A54: { reason: nothingSeen, instead: { outcome: "graded", score: 0 } },
};

/** Below the value of a case's only parameter. */
function parameter(path: string): string {
  return `/criteria_config/base/tests/0/parameters/0/value${path}`;
}
