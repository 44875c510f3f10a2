import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Assignment, Category, Subject, Test } from "#core/assignment/assignment.ts";
import { AssayError } from "#core/errors.ts";
import { gradeCriteria } from "#core/grading/grade-criteria.ts";
import type { SubjectResult } from "#core/grading/result.ts";
import { category, subject, testNamed } from "#test/unit/core/criteria.ts";

type Criteria = Assignment["criteria"];

/** Grades with the scores by test name; a test without one passes. */
async function grade(criteria: Criteria, scores: Readonly<Record<string, number>> = {}) {
  return gradeCriteria(criteria, async (test) => ({ score: scores[test.name] ?? 100, message: "" }));
}

describe("the score of criteria", () => {
  it("takes weights as ratios among siblings", async () => {
    const tests = [testNamed("a", { weight: 1 }), testNamed("b", { weight: 3 })];
    const { score } = await grade({ base: category({ tests }) }, { b: 0 });
    expect(score).toBe(25);
  });

  it("counts siblings equally when all their weights are zero", async () => {
    const tests = [testNamed("a", { weight: 0 }), testNamed("b", { weight: 0 })];
    const { score } = await grade({ base: category({ tests }) }, { b: 0 });
    expect(score).toBe(50);
  });

  it("adds a bonus, takes a penalty, and clamps once at the end", async () => {
    const criteria = {
      base: category({ tests: [testNamed("a"), testNamed("b")] }),
      bonus: category({ weight: 40, tests: [testNamed("x")] }),
      penalty: category({ weight: 30, tests: [testNamed("p")] }),
    };
    expect((await grade(criteria, { b: 50, p: 33 })).score).toBe(94.9);
    expect((await grade(criteria)).score).toBe(100);
    expect((await grade(criteria, { a: 0, b: 0, x: 0, p: 0 })).score).toBe(0);
  });

  it("does not take the base's own weight into the score", async () => {
    const { score } = await grade({ base: category({ weight: 50, tests: [testNamed("a")] }) });
    expect(score).toBe(100);
  });

  it("has the last bit of the reference system: three equal tests that pass, and a penalty", async () => {
    const criteria = {
      base: category({ tests: [testNamed("a"), testNamed("b"), testNamed("c")] }),
      bonus: category({ weight: 15, tests: [testNamed("x")] }),
      penalty: category({ weight: 20, tests: [testNamed("p")] }),
    };
    expect((await grade(criteria, { p: 0 })).score).toBe(95.00000000000001);
  });

  it("gives the subjects their part and the direct tests the rest", async () => {
    const base = category({
      subjectsWeight: 70,
      subjects: [subject("A", { tests: [testNamed("a")] })],
      tests: [testNamed("t1"), testNamed("t2")],
    });
    const { score, tests } = await grade({ base }, { a: 50, t1: 0 });
    expect(score).toBe(50);
    expect(tests.map(({ path, weight, lostPoints }) => [path, weight, lostPoints])).toEqual([
      ["base/A/a", 100, expect.closeTo(35, 10)],
      ["base/t1", 15.000000000000002, expect.closeTo(15, 10)],
      ["base/t2", 15.000000000000002, 0],
    ]);
  });

  it("mutes the subjects where their part is zero", async () => {
    const base = category({
      subjectsWeight: 0,
      subjects: [subject("A", { tests: [testNamed("a")] })],
      tests: [testNamed("t")],
    });
    expect((await grade({ base }, { a: 0 })).score).toBe(100);
  });

  it("survives weights whose sum is no number", async () => {
    const tests = [
      testNamed("a", { weight: Number.MAX_VALUE }),
      testNamed("b", { weight: Number.MAX_VALUE }),
    ];
    expect((await grade({ base: category({ tests }) }, { b: 0 })).score).toBe(50);
  });

  it("survives weights that are almost nothing", async () => {
    const tests = [
      testNamed("a", { weight: Number.MIN_VALUE }),
      testNamed("b", { weight: Number.MIN_VALUE }),
    ];
    expect((await grade({ base: category({ tests }) }, { b: 0 })).score).toBe(50);
  });
});

describe("the order of judging", () => {
  it("is base, bonus, penalty, and subjects before direct tests", async () => {
    const judged: string[] = [];
    await gradeCriteria(
      {
        penalty: category({ tests: [testNamed("p")] }),
        bonus: category({ tests: [testNamed("x")] }),
        base: category({
          subjectsWeight: 50,
          tests: [testNamed("direct")],
          subjects: [subject("A", { subjects: [subject("A1", { tests: [testNamed("deep")] })] })],
        }),
      },
      async (test, { done, total }) => {
        judged.push(`${test.name} ${done}/${total}`);
        return { score: 100, message: "" };
      },
    );
    expect(judged).toEqual(["deep 0/4", "direct 1/4", "x 2/4", "p 3/4"]);
  });

  it("judges one test at a time", async () => {
    let running = 0;
    await gradeCriteria({ base: category({ tests: [testNamed("a"), testNamed("b")] }) }, async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { score: 100, message: "" };
    });
  });

  it("gives no partial grade when a judge rejects", async () => {
    const lost = new AssayError("sandbox_lost");
    const criteria = { base: category({ tests: [testNamed("a"), testNamed("b")] }) };
    const judge = async (test: Test) => {
      if (test.name === "b") throw lost;
      return { score: 100, message: "" };
    };
    await expect(gradeCriteria(criteria, judge)).rejects.toBe(lost);
  });
});

describe("any criteria tree", () => {
  it("scores between 0 and 100, whatever its weights and scores are", async () => {
    await fc.assert(
      fc.asyncProperty(anyCriteria(), anyScores(), async (criteria, scoreOf) => {
        const { score, tests } = await gradeCriteria(criteria, async (test) => ({
          score: scoreOf(test),
          message: "",
        }));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(new Set(tests.map(({ path }) => path)).size).toBe(tests.length);
      }),
    );
  });

  it("loses exactly the points that its tests are said to cost", async () => {
    await fc.assert(
      fc.asyncProperty(anyCriteria(), anyScores(), async ({ base }, scoreOf) => {
        const { score, tests } = await gradeCriteria({ base }, async (test) => ({
          score: scoreOf(test),
          message: "",
        }));
        const lost = tests.reduce((sum, test) => sum + test.lostPoints, 0);
        expect(score + lost).toBeCloseTo(100, 6);
      }),
    );
  });

  it("says of every subject which tests it has, and the points that they are worth and cost", async () => {
    await fc.assert(
      fc.asyncProperty(anyCriteria(), anyScores(), async (criteria, scoreOf) => {
        const { categories, tests } = await gradeCriteria(criteria, async (test) => ({
          score: scoreOf(test),
          message: "",
        }));
        const byPath = new Map(tests.map((test) => [test.path, test]));
        for (const subject of Object.values(categories).flatMap((category) => allSubjects(category ?? {}))) {
          const own = allSubjects(subject)
            .concat(subject)
            .flatMap((each) => each.tests);
          const sumOf = (key: "worth" | "lostPoints") =>
            own.reduce((sum, path) => sum + (byPath.get(path)?.[key] ?? NaN), 0);
          expect(sumOf("worth")).toBeCloseTo(subject.worth, 6);
          expect(sumOf("lostPoints")).toBeCloseTo(subject.lostPoints, 6);
          for (const path of own) expect(path).toContain(`/${subject.name}/`);
        }
      }),
    );
  });

  it("scores the same, up to rounding, when siblings change places", async () => {
    await fc.assert(
      fc.asyncProperty(anyCriteria(), anyScores(), async ({ base }, scoreOf) => {
        const judge = async (test: Test) => ({ score: scoreOf(test), message: "" });
        const one = await gradeCriteria({ base }, judge);
        const other = await gradeCriteria({ base: reversed(base) }, judge);
        expect(other.score).toBeCloseTo(one.score, 6);
      }),
    );
  });

  it("scores the same, up to rounding, when the weights of siblings grow alike", async () => {
    await fc.assert(
      fc.asyncProperty(anyCriteria(), anyScores(), async ({ base }, scoreOf) => {
        const judge = async (test: Test) => ({ score: scoreOf(test), message: "" });
        const heavier = { ...base, tests: base.tests.map((test) => ({ ...test, weight: test.weight * 7 })) };
        const one = await gradeCriteria({ base }, judge);
        const other = await gradeCriteria({ base: heavier }, judge);
        expect(other.score).toBeCloseTo(one.score, 6);
      }),
    );
  });
});

/** Scores by the identity of a test, so that they stay with it wherever it moves. */
function anyScores(): fc.Arbitrary<(test: Test) => number> {
  return fc
    .array(fc.integer({ min: 0, max: 100 }), { minLength: 7, maxLength: 7 })
    .map((scores) => (test) => scores[Number(test.id) % scores.length] ?? 0);
}

function anyCriteria(): fc.Arbitrary<Criteria> {
  return fc
    .record({ base: anyBranch(2), bonus: fc.option(anyBranch(1)), penalty: fc.option(anyBranch(1)) })
    .map(({ base, bonus, penalty }) => ({
      base,
      ...(bonus && { bonus }),
      ...(penalty && { penalty }),
    }));
}

function anyBranch(depth: number): fc.Arbitrary<Category> {
  const weight = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }));
  const test = fc
    .record({ weight, id: fc.nat({ max: 1_000 }).map(String), name: fc.constantFrom("a", "b", "b#2", "c/d") })
    .map((parts) => testNamed(parts.name, parts));
  const subjects: fc.Arbitrary<Subject[]> =
    depth === 0
      ? fc.constant([])
      : fc.array(
          fc
            .record({ name: fc.constantFrom("S", "T"), branch: anyBranch(depth - 1) })
            .map(({ name, branch }) => ({ name, ...branch })),
          { maxLength: 3 },
        );
  return fc
    .record({
      weight,
      subjectsWeight: fc.integer({ min: 0, max: 100 }),
      subjects,
      tests: fc.array(test, { maxLength: 4 }),
    })
    .filter((branch) => branch.subjects.length + branch.tests.length > 0);
}

function reversed(branch: Category): Category {
  const subjects = branch.subjects.map((inner) => ({ ...inner, ...reversed(inner) })).toReversed();
  return { ...branch, subjects, tests: branch.tests.toReversed() };
}

function allSubjects({
  subjects = [],
}: {
  readonly subjects?: readonly SubjectResult[] | undefined;
}): SubjectResult[] {
  return subjects.flatMap((subject) => [subject, ...allSubjects(subject)]);
}
