import * as z from "zod";
import type { Assignment, Category, Subject, Test } from "#core/assignment/assignment.ts";
import type { Problem } from "#core/assignment/reading/findings.ts";
import { check, isRecord, type Part, type Reading, Unread } from "#core/assignment/reading/reading.ts";
import { readTest, type TestSurroundings, type TestWithoutId } from "#core/assignment/reading/read-test.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";
import { assignmentLimits } from "#core/limits.ts";

const CriteriaDefinition = z.strictObject({ base: Unread, bonus: Unread, penalty: Unread });

const Weight = z.number().min(0).max(100);

/** What a category and a subject have in common; the entries are read one by one. */
const group = {
  weight: Weight.describe("0 to 100."),
  subjects_weight: z
    .number()
    .min(0)
    .max(100)
    .nullish()
    .describe("The share, in percent, of the subjects where there are direct tests too."),
  subjects: z.array(z.unknown()).nullish(),
  tests: z.array(z.unknown()).nullish(),
};

export const CategoryDefinition = z.strictObject(group);
export const SubjectDefinition = z.strictObject({
  subject_name: z.string().min(1).max(200).describe("For people."),
  ...group,
});

/** Undefined when something is wrong, which is reported then. */
export function readCriteria(
  reading: Reading,
  part: Part,
  surroundings: TestSurroundings,
): Assignment["criteria"] | undefined {
  const criteria = check(reading, CriteriaDefinition, part);
  if (criteria === undefined) return undefined;
  const tree = new Tree(reading, surroundings);
  const category = (name: "base" | "bonus" | "penalty") =>
    tree.category({ value: criteria[name], pointer: child(part.pointer, name) }, name);
  const base = category("base");
  const bonus = absent(criteria.bonus) ? undefined : category("bonus");
  const penalty = absent(criteria.penalty) ? undefined : category("penalty");
  if (base === undefined) return undefined;
  return { base, ...(bonus && { bonus }), ...(penalty && { penalty }) };
}

interface Place {
  readonly pointer: string;
  /** `base/<subject>/…`, of which the ids of tests are made. */
  readonly path: string;
  readonly depth: number;
}

/** One walk over all three categories: ids and totals are of the whole assignment. */
class Tree {
  readonly #reading: Reading;
  readonly #surroundings: TestSurroundings;
  readonly #idPointers = new Map<string, string>();
  #tests = 0;

  constructor(reading: Reading, surroundings: TestSurroundings) {
    this.#reading = reading;
    this.#surroundings = surroundings;
  }

  category(part: Part, name: string): Category | undefined {
    const definition = check(this.#reading, CategoryDefinition, part);
    const children = this.#children(part, { pointer: part.pointer, path: name, depth: 0 });
    return definition && children && { weight: definition.weight, ...children };
  }

  #subject(part: Part, outer: Place): Subject | undefined {
    const depth = outer.depth + 1;
    if (depth > assignmentLimits.treeDepth) {
      this.#error(part.pointer, {
        code: "too_deep",
        message: `subjects are nested more than ${assignmentLimits.treeDepth} deep; flatten them`,
      });
      return undefined;
    }
    const definition = check(this.#reading, SubjectDefinition, part);
    const name = definition?.subject_name ?? "";
    const children = this.#children(part, { pointer: part.pointer, path: `${outer.path}/${name}`, depth });
    return definition && children && { name, weight: definition.weight, ...children };
  }

  /** Read from the raw value, so that a wrong weight does not hide what is wrong below. */
  #children(part: Part, place: Place): Omit<Category, "weight"> | undefined {
    if (!isRecord(part.value)) return undefined;
    const subjects = this.#list(part.value["subjects"], child(place.pointer, "subjects"), (entry) =>
      this.#subject(entry, place),
    );
    const tests = this.#list(part.value["tests"], child(place.pointer, "tests"), (entry) =>
      this.#test(entry, place),
    );
    if (subjects === undefined || tests === undefined) return undefined;
    const shares = this.#shares(part.value, { place, subjects: subjects.of, tests: tests.of });
    return { subjects: subjects.read, tests: tests.read, ...shares };
  }

  #list<Entry>(
    value: unknown,
    pointer: string,
    read: (part: Part) => Entry | undefined,
  ): { readonly read: Entry[]; readonly of: number } | undefined {
    if (absent(value)) return { read: [], of: 0 };
    if (!Array.isArray(value)) return undefined;
    const entries = value.map((entry: unknown, index) =>
      read({ value: entry, pointer: child(pointer, index) }),
    );
    return { read: entries.filter((entry) => entry !== undefined), of: value.length };
  }

  #shares(
    value: Readonly<Record<string, unknown>>,
    { place, subjects, tests }: { readonly place: Place; readonly subjects: number; readonly tests: number },
  ): { readonly subjectsWeight?: number } {
    const share = value["subjects_weight"];
    const pointer = child(place.pointer, "subjects_weight");
    if (this.#reading.spelling === "classic" && typeof share === "number" && !Number.isInteger(share)) {
      this.#error(pointer, {
        code: "out_of_range",
        message: `must be a whole number in a config of the reference system, found ${share}; drop the fraction`,
      });
    }
    if (subjects === 0 && tests === 0) {
      this.#error(place.pointer, {
        code: "empty_group",
        message: "has neither tests nor subjects; add at least one test",
        at: "key",
      });
    } else if (subjects > 0 && tests > 0) {
      if (absent(share)) {
        this.#error(pointer, {
          code: "missing_key",
          message:
            "'subjects_weight' is missing; where tests and subjects stand side by side, say which share (0 to 100) the subjects have",
        });
      }
      return typeof share === "number" ? { subjectsWeight: share } : {};
    } else if (!absent(share)) {
      this.#reading.findings.warning({
        code: "not_used",
        pointer,
        message: `'subjects_weight' has no effect, because there are no ${tests === 0 ? "direct tests" : "subjects"} here; remove it`,
        at: "key",
      });
    }
    return {};
  }

  #test(part: Part, place: Place): Test | undefined {
    this.#tests += 1;
    if (this.#tests === assignmentLimits.tests + 1) {
      this.#error(part.pointer, {
        code: "too_many_tests",
        message: `this is test ${this.#tests} of the assignment; at most ${assignmentLimits.tests} are allowed, so merge some`,
      });
    }
    if (this.#tests > assignmentLimits.tests) return undefined;
    const test = readTest(this.#reading, part, this.#surroundings);
    return test && { ...test, id: this.#id(test, part.pointer, place) };
  }

  /** The instructor's own id, or one made of the path; `/` and `#` keep the two kinds apart. */
  #id(test: TestWithoutId, pointer: string, place: Place): string {
    const own = test.id;
    if (own === undefined) {
      const path = `${place.path}/${test.name}`;
      let id = path;
      for (let copy = 2; this.#idPointers.has(id); copy += 1) id = `${path}#${copy}`;
      this.#idPointers.set(id, pointer);
      return id;
    }
    const first = this.#idPointers.get(own);
    if (first !== undefined) {
      this.#error(child(pointer, "id"), {
        code: "duplicate_id",
        message: `${quoted(own)} is already the id of ${this.#reading.findings.written(first)}; choose another`,
      });
    }
    this.#idPointers.set(own, first ?? pointer);
    return own;
  }

  #error(pointer: string, problem: Omit<Problem, "pointer">): void {
    this.#reading.findings.error({ ...problem, pointer });
  }
}

function absent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
