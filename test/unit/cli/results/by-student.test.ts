import * as fc from "fast-check";
import { expect, it } from "vitest";
import { joinByStudent } from "#cli/results/by-student.ts";

const folder = "prog1/hello/";
const keys = fc.array(
  fc
    .tuple(fc.constantFrom("ada", "ada-2", "ada.3", "Ada", "bob", "=no", ""), fc.constantFrom("a", "b/c", ""))
    .map((parts) => `${folder}${parts.join("/")}`),
);

async function* listing(all: readonly string[]) {
  // As S3 orders keys.
  const sorted = all.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  for (const key of sorted) yield { key };
}

it("brings what two listings say of a student together, once, whoever is in which of them", async () => {
  await fc.assert(
    fc.asyncProperty(keys, keys, async (left, right) => {
      const seen: string[] = [];
      for await (const group of joinByStudent(folder, listing(left), listing(right))) {
        seen.push(group.student);
        const of = (all: readonly string[]) =>
          all.filter((key) => key.startsWith(`${folder}${group.student}/`)).toSorted();
        expect(group.left.map(({ key }) => key).toSorted()).toEqual(of(left));
        expect(group.right.map(({ key }) => key).toSorted()).toEqual(of(right));
      }
      const students = [...left, ...right].map((key) => key.split("/")[2] ?? "");
      expect(seen.toSorted()).toEqual(
        [...new Set(students)].filter((student) => /^[A-Za-z]/.test(student)).toSorted(),
      );
    }),
  );
});
