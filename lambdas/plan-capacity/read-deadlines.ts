import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { CurrentRelease } from "#core/assignment/release.ts";
import { type DeadlineEntry, deadlinesFrom, parseDeadlineKey } from "#core/capacity/deadline-key.ts";
import type { Deadline } from "#core/capacity/facts.ts";
import { rushLimits } from "#core/limits.ts";
import { type AssignmentRef, releaseKeys, resultKeys } from "#core/submission/keys.ts";
import { readJson } from "#lambdas/objects/json-object.ts";

export interface DeadlineDeps {
  readonly s3: S3Client;
  readonly releasesBucket: string;
  readonly resultsBucket: string;
  readonly now: () => Date;
}

/** More than a university has due within some hours; the nearest come first. */
const MOST_DEADLINES = 200;
/** Long before the longest rush, and the time in which hosts start. */
const HORIZON_MS = rushLimits.maxMs + 30 * 60_000;
/** How long what is known of an assignment stays good: less than the warm-up of a default rush is ahead. */
const REMEMBERED_MS = 5 * 60_000;

/**
 * Reads what is due next. Each run lists one page; of each assignment on it that is due soon, its current release
 * and its students are read every five minutes at most.
 */
export function deadlineReader(deps: DeadlineDeps): () => Promise<readonly Deadline[]> {
  const known = new Map<string, { readonly deadline: Deadline | undefined; readonly readAtMs: number }>();

  return async () => {
    const nowMs = deps.now().getTime();
    const entries = await listDeadlines(deps, nowMs);
    for (const key of known.keys()) if (!entries.has(key)) known.delete(key);
    for (const [key, entry] of entries) {
      if (nowMs - (known.get(key)?.readAtMs ?? -Infinity) < REMEMBERED_MS) continue;
      known.set(key, { deadline: await readDeadline(deps, entry), readAtMs: nowMs });
    }
    return [...known.values()].flatMap(({ deadline }) => deadline ?? []);
  };
}

async function listDeadlines(
  { s3, releasesBucket }: DeadlineDeps,
  nowMs: number,
): Promise<ReadonlyMap<string, DeadlineEntry>> {
  const { prefix, startAfter } = deadlinesFrom(new Date(nowMs));
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: releasesBucket,
      Prefix: prefix,
      StartAfter: startAfter,
      MaxKeys: MOST_DEADLINES,
    }),
  );
  const entries = Contents.flatMap(({ Key = "" }) => {
    const entry = parseDeadlineKey(Key);
    return entry === undefined || entry.dueAtMs > nowMs + HORIZON_MS ? [] : [[Key, entry] as const];
  });
  return new Map(entries);
}

/** Undefined when the date was changed since, nobody is expected, or one release must not stop the plan for all. */
async function readDeadline(
  deps: DeadlineDeps,
  { ref, dueAtMs }: DeadlineEntry,
): Promise<Deadline | undefined> {
  const place = { bucket: deps.releasesBucket, key: releaseKeys.current(ref) };
  const current = CurrentRelease.safeParse((await readJson(deps.s3, place, z.unknown()))?.value).data;
  if (current?.dueAt === undefined || Date.parse(current.dueAt) !== dueAtMs) return undefined;
  const seats = current.seats ?? (await countStudents(deps, ref));
  return seats === 0 ? undefined : { dueAtMs, seats, rushMs: current.rushMs ?? rushLimits.defaultMs };
}

/** Those who have submitted before: a page of a thousand folders after the other, up to the most that may be expected. */
async function countStudents({ s3, resultsBucket }: DeadlineDeps, ref: AssignmentRef): Promise<number> {
  let students = 0;
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: resultsBucket,
        Prefix: resultKeys.assignment(ref),
        Delimiter: "/",
        ContinuationToken: token,
      }),
    );
    students += page.CommonPrefixes?.length ?? 0;
    token = page.NextContinuationToken;
  } while (token !== undefined && students < rushLimits.seats);
  return Math.min(students, rushLimits.seats);
}
