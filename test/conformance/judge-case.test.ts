import { describe, expect, it } from "vitest";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import type { Graded } from "./facts.ts";
import { type CaseOutcome, gradeCase } from "./grade-case.ts";
import { judge } from "./judge-case.ts";
import { readCases, type ReferenceCase } from "./reference-case.ts";

const noPool: SandboxPool = {
  take: () => Promise.reject(new Error("a sandbox was taken")),
  [Symbol.asyncDispose]: async () => {},
};

const onHost = ["scoring", "config_validation", "webdev", "static_analysis", "feedback"];
const examples = [...onHost, "webdev-variations", "static-analysis-variations"].flatMap((file) =>
  readCases(file),
);

/** Answers that a wrong engine could give, each made of a right one; undefined where there is nothing to spoil. */
const wrong: Readonly<Record<string, (right: Graded) => Graded | undefined>> = {
  "the score off by the last bit": (right) => ({ ...right, score: right.score + (right.score || 1) * 1e-15 }),
  "a test off by one point, with all sums as they were": (right) =>
    spoilFirst(right, ({ score }) => ({ score: score === 100 ? 99 : score + 1 })),
  "a test with the other end of the scale": (right) =>
    spoilFirst(right, ({ score }) => ({ score: score >= 50 ? 0 : 100 })),
  "a missing test": (right) => ({ ...right, tests: right.tests.slice(1) }),
  "a test of another name": (right) => spoilFirst(right, ({ path }) => ({ path: `${path}x` })),
  "another weight": (right) => spoilFirst(right, ({ weight }) => ({ weight: weight / 2 + 1 })),
  "swapped weights": (right) => {
    const [first, second, ...rest] = right.tests;
    if (first === undefined || second === undefined || first.weight === second.weight) return undefined;
    const swapped = [{ ...first, weight: second.weight }, { ...second, weight: first.weight }, ...rest];
    return { ...right, tests: swapped };
  },
  "another loss": (right) => spoilFirst(right, ({ lostPoints }) => ({ lostPoints: lostPoints + 0.001 })),
  "a category of another weight": (right) => {
    const { base } = right.categories;
    return { ...right, categories: { ...right.categories, base: { ...base, weight: base.weight + 1 } } };
  },
  "a subject of another score": (right) => {
    const { base } = right.categories;
    const [first, ...rest] = base.subjects ?? [];
    if (first === undefined) return undefined;
    const subjects = [{ ...first, score: first.score + 0.5 }, ...rest];
    return { ...right, categories: { ...right.categories, base: { ...base, subjects } } };
  },
};

const refusedElsewhere: CaseOutcome = {
  outcome: "refused",
  findings: [
    {
      severity: "error",
      code: "invalid_value",
      file: "assignment.json",
      line: 1,
      column: 1,
      pointer: "/elsewhere",
      message: "",
    },
  ],
};
const rejectedOtherwise: CaseOutcome = {
  outcome: "rejected",
  error: { code: "archive_corrupt", blame: "student", message: "", advice: "", context: {} },
};

describe("the judge of an engine that is wrong", async () => {
  const right = await Promise.all(
    examples.map(async (example) => ({ example, outcome: await outcomeOf(example) })),
  );
  const graded = right.flatMap(({ example, outcome }) =>
    outcome?.outcome === "graded" ? [{ example, outcome }] : [],
  );

  it.each(Object.entries(wrong))("fails %s, whatever the case", (_, spoil) => {
    const spoilt = graded.flatMap(({ example, outcome }) => {
      const actual = spoil(outcome);
      return actual === undefined ? [] : [{ example, actual }];
    });
    expect(spoilt.length).toBeGreaterThan(3);
    const passed = spoilt.filter(({ example, actual }) => judge(example, actual).status !== "fail");
    expect(passed.map(({ example }) => example.id)).toEqual([]);
  });

  it("fails a config that is refused at another place, and a submission that is rejected for another cause", () => {
    for (const actual of [refusedElsewhere, rejectedOtherwise]) {
      const passed = examples.filter((example) => judge(example, actual).status !== "fail");
      expect(passed.map(({ id }) => id)).toEqual([]);
    }
  });

  it("fails a record that the reference system's own rule does not lead to, though ours would be a better score", () => {
    const [example] = examples.filter(({ id }) => id === "W92");
    if (example === undefined) expect.fail("the case is gone");
    const other = { ...example, input: { ...example.input, files: { "app.js": "a()" } } };
    expect(
      judge(other, graded.find((each) => each.example.id === "W92")?.outcome ?? rejectedOtherwise).status,
    ).toBe("fail");
  });

  it("fails a grade where the record is of a config that cannot be read", () => {
    const [outcome] = graded;
    if (outcome === undefined) expect.fail("nothing is graded");
    const rejected = examples.filter(({ expected }) => expected.status !== "success");
    expect(rejected.length).toBeGreaterThan(10);
    expect(
      rejected.filter((example) => judge(example, outcome.outcome).status !== "fail").map(({ id }) => id),
    ).toEqual([]);
  });
});

/** What comes out of a case that needs no sandbox; undefined where an operator's setting ends it. */
async function outcomeOf(example: ReferenceCase): Promise<CaseOutcome | undefined> {
  return await gradeCase(example, noPool).catch(() => undefined);
}

function spoilFirst(
  right: Graded,
  change: (test: Graded["tests"][number]) => Partial<Graded["tests"][number]>,
): Graded {
  return {
    ...right,
    tests: right.tests.map((test, index) => (index === 0 ? { ...test, ...change(test) } : test)),
  };
}
