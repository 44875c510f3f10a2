import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Assignment } from "#core/assignment/assignment.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";

describe("an assignment is read", () => {
  it("whatever the text is, without throwing", () => {
    const fragments = fc.constantFrom(
      "template: input_output",
      "languages: [c]",
      "criteria:",
      "base:",
      "  ",
      "\n",
      "- ",
      "tests: ",
      "{",
      "}",
      "[",
      "]",
      '"',
      "'",
      ":",
      ",",
      "&a ",
      "*a",
      "!!str ",
      "? ",
      "| ",
      "> ",
      "#",
      "%YAML 1.1\n",
      "---",
      "__proto__",
      "<<: *a",
      "\t",
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fragments).map((parts) => parts.join("")),
    );

    fc.assert(
      fc.property(texts, fc.constantFrom("a.yaml", "a.json"), (text, fileName) => {
        const read = readAssignment(text, fileName);

        expect(read.ok || read.findings.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("whatever the values are, without throwing, and only into a valid assignment", () => {
    const anything = fc.anything({ withNullPrototype: false });
    const rootOf = fc.record(
      {
        template: fc.oneof(fc.constant("input_output"), anything),
        template_name: anything,
        languages: fc.oneof(fc.constant(["c"]), anything),
        criteria: fc.oneof(
          anything,
          fc.record({ base: fc.record({ weight: anything, tests: fc.array(anything) }) }),
        ),
        criteria_config: anything,
        setup: fc.oneof(
          anything,
          fc.record({ assets: fc.array(anything), python: anything, global: anything }),
        ),
        limits: anything,
        schedule: anything,
        submissions: anything,
        feedback: fc.oneof(anything, fc.record({ general: anything })),
      },
      { requiredKeys: [] },
    );

    fc.assert(
      fc.property(rootOf, (value) => {
        const text = JSON.stringify(value);
        const read = readAssignment(text, "assignment.json");

        expect(read.ok ? Assignment.safeParse(read.assignment).success : read.findings.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
