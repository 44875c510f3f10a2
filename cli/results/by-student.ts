import type { Slug } from "#core/submission/ids.ts";
import { studentOfKey } from "#core/submission/result-key.ts";

export interface StudentGroup<Left, Right> {
  readonly student: Slug;
  readonly left: readonly Left[];
  readonly right: readonly Right[];
}

interface Keyed {
  readonly key: string;
}

/**
 * Two listings of the same folder, in the order of their keys, joined by student: one student is in memory at a time.
 * What is in no student's folder is left out.
 */
export async function* joinByStudent<Left extends Keyed, Right extends Keyed>(
  folder: string,
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
): AsyncGenerator<StudentGroup<Left, Right>> {
  await using lefts = students(folder, left);
  await using rights = students(folder, right);
  let a = await lefts.next();
  let b = await rights.next();
  while (a.done !== true || b.done !== true) {
    const order = compare(a.done === true ? undefined : a.value, b.done === true ? undefined : b.value);
    const ours = order <= 0 && a.done !== true ? a.value : undefined;
    const theirs = order >= 0 && b.done !== true ? b.value : undefined;
    const student = ours?.student ?? theirs?.student;
    if (student !== undefined) yield { student, left: ours?.items ?? [], right: theirs?.items ?? [] };
    if (ours !== undefined) a = await lefts.next();
    if (theirs !== undefined) b = await rights.next();
  }
}

interface Group<Item> {
  readonly student: Slug;
  readonly items: readonly Item[];
}

async function* students<Item extends Keyed>(
  folder: string,
  items: AsyncIterable<Item>,
): AsyncGenerator<Group<Item>, undefined> {
  let group: { student: Slug; items: Item[] } | undefined;
  for await (const item of items) {
    const student = studentOfKey(folder, item.key);
    if (student === undefined) continue;
    if (student !== group?.student) {
      if (group !== undefined) yield group;
      group = { student, items: [] };
    }
    group.items.push(item);
  }
  if (group !== undefined) yield group;
  return undefined;
}

/** As keys are ordered: `ada-2/` comes before `ada/`. The end comes after everybody. */
function compare(a: Group<unknown> | undefined, b: Group<unknown> | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const [left, right] = [`${a.student}/`, `${b.student}/`];
  return left < right ? -1 : left > right ? 1 : 0;
}
