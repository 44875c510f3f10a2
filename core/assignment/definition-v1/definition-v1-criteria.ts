import { BaseWeightV1, MetadataV1, TestV1 } from "#core/assignment/definition-v1/definition-v1-schema.ts";
import { fromParametersV1 } from "#core/assignment/definition-v1/definition-v1-parameters.ts";
import { check, isRecord, keysOf, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { child } from "#core/assignment/source/pointer.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Categories, subjects and tests without `metadata`, which grades nothing; `ids` takes every id of a test. */
export function fromCriteriaV1(reading: Reading, part: Part, ids: Set<string>): unknown {
  if (!isRecord(part.value)) return part.value;
  checkMetadata(reading, part.value, part.pointer);
  const { base, bonus, penalty } = part.value;
  if (isRecord(base)) {
    check(reading, BaseWeightV1, { value: base["weight"], pointer: `${part.pointer}/base/weight` });
  }
  const walk = (value: unknown, name: string) =>
    group(reading, { value, pointer: child(part.pointer, name) }, ids);
  return {
    ...withoutMetadata(part.value),
    base: walk(base, "base"),
    bonus: walk(bonus, "bonus"),
    penalty: walk(penalty, "penalty"),
  };
}

function group(reading: Reading, { value, pointer }: Part, ids: Set<string>): unknown {
  if (!isRecord(value)) return value;
  checkMetadata(reading, value, pointer);
  const { subjects, tests, subjects_weight: share } = value;
  const mixed = filled(subjects) && filled(tests);
  if (!mixed && typeof share === "number") {
    reading.findings.error({
      code: "not_used",
      pointer: child(pointer, "subjects_weight"),
      message: "'subjects_weight' is only for a group that has both subjects and tests; remove it",
    });
  }
  const each = (list: unknown, key: string, read: (part: Part) => unknown) =>
    Array.isArray(list)
      ? list.map((entry: unknown, index) =>
          read({ value: entry, pointer: child(child(pointer, key), index) }),
        )
      : list;
  return {
    ...withoutMetadata(value),
    ...(mixed ? {} : { subjects_weight: null }),
    subjects: each(subjects, "subjects", (part) => group(reading, part, ids)),
    tests: each(tests, "tests", (part) => test(reading, part, ids)),
  };
}

const testKeys = keysOf(TestV1) ?? [];

function test(reading: Reading, part: Part, ids: Set<string>): unknown {
  const { value, pointer } = part;
  if (!isRecord(value)) return value;
  // What the shared reader says of an id is said there; here only that there is none.
  check(reading, TestV1, part);
  const known = Object.fromEntries(Object.entries(value).filter(([key]) => testKeys.includes(key)));
  const { id, type, parameters, file } = value;
  if (typeof id === "string") ids.add(id);
  if (file === "all") {
    const message = "'all' names every file in other spellings; write null for all files";
    reading.findings.error({ code: "invalid_value", pointer: child(pointer, "file"), message });
  }
  return {
    ...withoutMetadata(known),
    // Reported above, and once is enough.
    ...(typeof id === "string" ? {} : { id: null }),
    ...(typeof known["weight"] === "number" ? {} : { weight: null }),
    ...(isRecord(parameters) ? {} : { type: undefined }),
    parameters: isRecord(parameters)
      ? fromParametersV1(reading, { type, value: parameters, pointer: child(pointer, "parameters") })
      : null,
  };
}

function checkMetadata(reading: Reading, { metadata }: Fields, pointer: string): void {
  check(reading, MetadataV1, { value: metadata, pointer: child(pointer, "metadata") });
}

function filled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function withoutMetadata(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "metadata"));
}
