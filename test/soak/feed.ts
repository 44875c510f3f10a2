import { setTimeout as delay } from "node:timers/promises";
import { Slug, submissionId } from "#core/submission/ids.ts";
import { submissionKeys, type SubmissionRef } from "#core/submission/keys.ts";
import type { Injector } from "#test/soak/faults/inject-faults.ts";
import type { ScheduledFault } from "#test/soak/faults/schedule.ts";
import { backlog } from "#test/soak/queues.ts";
import { assignment, type Submission, submission } from "#test/soak/submissions.ts";
import type { DeployedStack } from "#test/support/deployed.ts";
import { assignmentRef, putObject } from "#test/support/published.ts";

export interface Uploaded extends Submission {
  readonly key: string;
  readonly versionId: string;
  readonly ref: SubmissionRef;
}

export interface FeedOptions {
  readonly stack: DeployedStack;
  readonly seed: number;
  /** Whether another one is to be made, given how many there are. */
  readonly more: (uploaded: number) => boolean;
  readonly faults: Iterator<ScheduledFault>;
  readonly injector: Injector;
}

const UPLOADERS = 8;
/** As many may be under way: enough for every slot and Lambda, and no queue gets long. */
const BACKLOG = 80;
const BACKLOG_CHECK_MS = 150;

/** Uploads submissions as fast as they are graded, and has faults happen between them. */
export async function feed({
  stack,
  seed,
  more,
  faults,
  injector,
}: FeedOptions): Promise<readonly Uploaded[]> {
  const uploaded: Uploaded[] = [];
  const uploading = new Set<Promise<unknown>>();
  let next = faults.next().value;
  let checkedAt = 0;
  for (let number = 0; more(number); number++) {
    const due: ScheduledFault[] = [];
    while (next !== undefined && next.atJob <= number) {
      due.push(next);
      next = faults.next().value;
    }
    await roomForMore();
    const slow = due.some(({ fault }) => fault.kind === "lost-lease");
    const work = uploadAmid(submission(seed, number, slow), due);
    uploading.add(work);
    void work.finally(() => uploading.delete(work));
    if (uploading.size >= UPLOADERS) await Promise.race(uploading);
  }
  await Promise.all(uploading);
  return uploaded;

  async function uploadAmid(made: Submission, due: readonly ScheduledFault[]): Promise<void> {
    const done = await upload(made);
    uploaded.push(done);
    for (const { fault } of due) injector.inject(fault, done);
  }

  async function roomForMore(): Promise<void> {
    if (performance.now() - checkedAt < BACKLOG_CHECK_MS) return;
    while ((await backlog(stack)) > BACKLOG) await delay(BACKLOG_CHECK_MS);
    checkedAt = performance.now();
  }

  async function upload(made: Submission): Promise<Uploaded> {
    const { course, assignment: name } = assignment;
    const student = { ...assignmentRef(course, name), student: Slug.parse(made.student) };
    const key = submissionKeys.upload(student, made.name);
    const bucket = stack.deployment.SubmissionsBucket;
    const versionId = await putObject(stack.s3, { bucket, key, body: made.body });
    return { ...made, key, versionId, ref: { ...student, submissionId: submissionId(key, versionId) } };
  }
}
