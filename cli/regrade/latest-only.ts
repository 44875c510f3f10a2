import type { StoredSubmission } from "#cli/results/stored-submissions.ts";

/** Submissions one by one; of each student only the last that was let in, where that is asked for. */
export async function* latestOnly(
  students: AsyncIterable<readonly StoredSubmission[]>,
  latest: boolean,
): AsyncGenerator<StoredSubmission> {
  for await (const submissions of students) {
    if (!latest) yield* submissions;
    else {
      const last = submissions.findLast(({ turnedAway, hasStatus }) => hasStatus && !turnedAway);
      if (last !== undefined) yield last;
    }
  }
}
