import * as z from "zod";
import { describe, expect, it } from "vitest";
import type { Assignment } from "#core/assignment/assignment.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { balanceWeights } from "#core/grading/balance.ts";
import { gradeCriteria } from "#core/grading/grade-criteria.ts";
import { type Judge, type JudgedBranch, judgeTests } from "#core/grading/judge-tests.ts";
import { scoreBranch } from "#core/grading/score.ts";
import type { Template, TestFunction } from "#core/grading/test-function.ts";
import { definitionText, readCases, type ReferenceCase } from "./reference-case.ts";

/**
 * Real losses where the reference system's are wrong: it discounts mixed branches twice, multiplies by a
 * `subjects_weight` that the score ignores, and takes the base's weight into the loss but not into the score.
 */
const realLosses: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  S17: { a: 35, t1: 15, t2: 0 },
  S18: { a1: 0, t: 30, b: 0 },
  S21: { a: 50 },
  S29: { a: 50, b: 0 },
};

/** It accepts this config and then fails every grading by it; here the subjects have no part in the score. */
const mutedSubjects = "S20";

describe("the reference system's arithmetic, to the last bit", () => {
  for (const example of readCases("scoring").filter(({ id }) => id !== mutedSubjects)) {
    it(`${example.id}: ${example.note}`, async () => {
      const { expected } = example;
      const criteria = read(example);
      const judge = recorded(expected);
      const { score, categories, tests } = await gradeCriteria(criteria, judge);
      expect(score).toBe(expected.final_score);
      const scores = Object.entries(categories).map(([name, category]) => [
        name,
        CategoryScore.parse(category),
      ]);
      expect(Object.fromEntries(scores)).toEqual(expected.categories);
      expect(Object.fromEntries(tests.map((test) => [test.path, test.score]))).toEqual(expected.score_vector);
      expect(tests.map(({ path, weight }) => [path, weight])).toEqual(
        expected.tests.map(({ path, weight }) => [path, weight]),
      );
      const judged = await judgeTests(criteria, judge);
      const subjects = Object.entries(judged).flatMap(([name, branch]) =>
        branch === undefined ? [] : subjectScores(branch, name),
      );
      expect(Object.fromEntries(subjects)).toEqual(expected.subjects);
    });

    const differs = realLosses[example.id];
    const title = differs === undefined ? "" : " (differs: the real loss)";
    it(`${example.id}: points lost${title}`, async () => {
      const { tests } = await gradeCriteria(read(example), recorded(example.expected));
      const lost = Object.fromEntries(
        tests.map((test) => [`${test.category}/${test.name}`, test.lostPoints]),
      );
      const losses = differs === undefined ? recordedLosses(example) : { base: differs };
      for (const [category, byName] of Object.entries(losses)) {
        for (const [name, points] of Object.entries(byName)) {
          expect(lost[`${category}/${name}`]).toBeCloseTo(points, 10);
        }
      }
    });
  }

  it(`${mutedSubjects}: a subjects_weight of 0 mutes the subjects (differs: there every grading fails)`, async () => {
    const [example] = readCases("scoring").filter(({ id }) => id === mutedSubjects);
    if (example === undefined) expect.fail("the case is gone");
    const { score } = await gradeCriteria(read(example), async (test) => ({
      score: test.name === "a" ? 0 : 70,
      message: "",
    }));
    expect(score).toBe(70);
  });
});

const CategoryScore = z.object({ score: z.number(), weight: z.number() });

/** Takes any parameters: what the functions of these cases look at is not the point here. */
const anything: TestFunction = {
  name: "has_tag",
  asserts: "",
  parameters: z.looseObject({}),
  run: () => expect.fail("scores are as recorded"),
};
const webdev: Template = {
  name: "webdev",
  requiresSandbox: false,
  functions: new Map([[anything.name, anything]]),
};

function read(example: ReferenceCase): Assignment["criteria"] {
  const reading = readAssignment(definitionText(example), "assignment.json", new Map([["webdev", webdev]]));
  if (!reading.ok) expect.fail(reading.findings.map(({ message }) => message).join("\n"));
  return reading.assignment.criteria;
}

function recorded({ tests }: ReferenceCase["expected"]): Judge {
  return async (_, { done }) => ({ score: tests[done]?.score ?? NaN, message: "" });
}

function recordedLosses({ expected }: ReferenceCase): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.entries(expected.focus ?? {}).map(([category, tests]) => [
      category,
      Object.fromEntries((tests ?? []).map(({ name, diff_score }) => [name, diff_score])),
    ]),
  );
}

function subjectScores(branch: JudgedBranch, path: string): [string, { score: number; weight: number }][] {
  const weights = balanceWeights(branch).subjects;
  return branch.subjects.flatMap((subject, index) => {
    const own = `${path}/${subject.name}`;
    const { score } = scoreBranch(subject);
    return [[own, { score, weight: weights[index] ?? NaN }], ...subjectScores(subject, own)];
  });
}
