import { Slug } from "#core/submission/ids.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";

/**
 * Where the releases bucket says that something is due: in the order of time, so that what is due next is the
 * begin of one listing. No course can have this name. A date that was changed stays behind: `current.json` decides.
 */
const FOLDER = "_schedule/";

export function deadlineKey(ref: AssignmentRef, dueAt: Date): string {
  return `${FOLDER}${dueAt.toISOString()}/${ref.course}/${ref.assignment}.json`;
}

export interface DeadlineEntry {
  readonly ref: AssignmentRef;
  readonly dueAtMs: number;
}

/** Undefined for a key that is not ours. */
export function parseDeadlineKey(key: string): DeadlineEntry | undefined {
  const [date = "", course, name, ...rest] = key.startsWith(FOLDER)
    ? key.slice(FOLDER.length).split("/")
    : [];
  const dueAtMs = Date.parse(date);
  const refs = [Slug.safeParse(course), Slug.safeParse(name?.replace(/\.json$/, ""))] as const;
  if (rest.length > 0 || Number.isNaN(dueAtMs) || !refs[0].success || !refs[1].success) return undefined;
  return { ref: { course: refs[0].data, assignment: refs[1].data }, dueAtMs };
}

/** The listing of all that is due at or after a time: its prefix, and the key after which it begins. */
export function deadlinesFrom(from: Date): { readonly prefix: string; readonly startAfter: string } {
  return { prefix: FOLDER, startAfter: `${FOLDER}${from.toISOString()}` };
}
