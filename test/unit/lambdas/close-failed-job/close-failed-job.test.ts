import { describe, expect, it } from "vitest";
import { resultKeys } from "#core/submission/keys.ts";
import { closeFailedJob } from "#lambdas/close-failed-job/close-failed-job.ts";
import { gradeJob } from "#test/support/jobs.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";

function closing() {
  const memory = memoryS3();
  const deps = {
    s3: memory.s3,
    submissionsBucket: "submissions",
    resultsBucket: "results",
    now: () => new Date("2026-03-01T11:00:00Z"),
  };
  return { ...memory, close: (message: string) => closeFailedJob(deps, message) };
}

describe("a job that no host could do", () => {
  it("ends as failed", async () => {
    const job = gradeJob({ bucket: "submissions" });
    const { close, json } = closing();

    expect(await close(JSON.stringify(job))).toEqual({ outcome: "given-up", job });

    expect(json(resultKeys.status(job))).toMatchObject({ state: "failed" });
  });

  it("F1 forged message: a job of another bucket ends no student's submission, and is kept for staff", async () => {
    const forged = JSON.stringify(gradeJob({ bucket: "elsewhere" }));
    const { close, objects, json } = closing();

    const closed = await close(forged);

    const [key = ""] = objects.keys();
    expect(closed).toEqual({ outcome: "unreadable", key });
    expect([...objects.keys()]).toEqual([expect.stringMatching(/^_unroutable\//)]);
    expect(json(key)).toMatchObject({ outcome: "unreadable-job", message: forged });
  });
});
