import * as z from "zod";
import type { ReferenceCase } from "#test/conformance/reference-case.ts";

/** A test of a recorded config as the reference system binds it, and where each part of it is written. */
export interface ReferenceTest {
  readonly path: string;
  readonly pointer: string;
  readonly name: string;
  readonly type: string;
  readonly file: string | undefined;
  /** Of two with one name the later counts, and keys beside the list count more than the list. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Pointer of each parameter's value. */
  readonly places: Readonly<Record<string, string>>;
}

export interface ReferenceBranch {
  readonly name: string;
  readonly weight: number;
  readonly subjectsWeight: number | undefined;
  readonly subjects: readonly ReferenceBranch[];
  readonly tests: readonly { readonly weight: number; readonly test: ReferenceTest }[];
}

const Amount = z.union([z.number(), z.string().transform(Number)]);

const Named = z.looseObject({ name: z.string(), value: z.unknown() });
const RawTest = z.looseObject({
  name: z.string(),
  type: z.string().nullish(),
  file: z.string().nullish(),
  weight: Amount.nullish(),
  parameters: z.array(Named).nullish(),
});
const own = new Set(["name", "type", "file", "weight", "parameters"]);

interface RawBranch {
  readonly weight: number;
  readonly subject_name?: string | undefined;
  readonly subjects_weight?: number | null | undefined;
  readonly subjects?: readonly RawBranch[] | null | undefined;
  readonly tests?: readonly z.output<typeof RawTest>[] | null | undefined;
}
const RawBranch: z.ZodType<RawBranch> = z.lazy(() =>
  z.looseObject({
    weight: Amount,
    subject_name: z.string().optional(),
    subjects_weight: Amount.nullish(),
    subjects: z.array(RawBranch).nullish(),
    tests: z.array(RawTest).nullish(),
  }),
);
const RawCriteria = z.looseObject({
  base: RawBranch,
  bonus: RawBranch.nullish(),
  penalty: RawBranch.nullish(),
});

/** The categories of a config in the order of grading; undefined where the reference system could not read it. */
export function treeOf({ input }: ReferenceCase): readonly ReferenceBranch[] | undefined {
  const { success, data } = RawCriteria.safeParse(input.criteria_config);
  if (!success) return undefined;
  return (["base", "bonus", "penalty"] as const).flatMap((name) => {
    const raw = data[name];
    return raw ? [branchOf(raw, { name, path: name, pointer: `/criteria_config/${name}` })] : [];
  });
}

/** Of a category or of all of them: subjects before direct tests. */
export function testsOf(branches: readonly ReferenceBranch[]): readonly ReferenceTest[] {
  return branches.flatMap(({ subjects, tests }) => [...testsOf(subjects), ...tests.map(({ test }) => test)]);
}

/** What the test is given: all files, or the one that it names; undefined where nothing was submitted. */
export function filesGiven({ file }: ReferenceTest, { input }: ReferenceCase): readonly [string, string][] {
  const files = Object.entries(input.files);
  return file === undefined || file === "all" ? files : files.filter(([name]) => name === file);
}

interface Place {
  readonly name: string;
  readonly path: string;
  readonly pointer: string;
}

function branchOf(raw: RawBranch, { name, path, pointer }: Place): ReferenceBranch {
  const subjects = (raw.subjects ?? []).map((subject, index) => {
    const inner = subject.subject_name ?? "";
    return branchOf(subject, {
      name: inner,
      path: `${path}/${inner}`,
      pointer: `${pointer}/subjects/${index}`,
    });
  });
  const tests = (raw.tests ?? []).map((test, index) => ({
    weight: test.weight ?? 100,
    test: testOf(test, { path, pointer: `${pointer}/tests/${index}` }),
  }));
  return { name, weight: raw.weight, subjectsWeight: raw.subjects_weight ?? undefined, subjects, tests };
}

function testOf(raw: z.output<typeof RawTest>, { path, pointer }: Omit<Place, "name">): ReferenceTest {
  const listed = (raw.parameters ?? []).map(
    ({ name, value }, index) => [name, value, `${pointer}/parameters/${index}/value`] as const,
  );
  const beside = Object.entries(raw)
    .filter(([key]) => !own.has(key))
    .map(([key, value]) => [key, value, `${pointer}/${key}`] as const);
  const given = [...listed, ...beside];
  return {
    path: `${path}/${raw.name}`,
    pointer,
    name: raw.name,
    type: raw.type ?? raw.name,
    file: raw.file ?? undefined,
    parameters: Object.fromEntries(given.map(([name, value]) => [name, value])),
    places: Object.fromEntries(given.map(([name, , place]) => [name, place])),
  };
}
