import { describe, expect, it } from "vitest";
import { parseJob } from "#runner/consume/parse-job.ts";
import { gradeJob } from "#test/support/jobs.ts";

const reference = {
  schema: 1,
  kind: "reference",
  course: "prog1",
  assignment: "hello",
  releaseId: "a".repeat(24),
  checkId: "c".repeat(24),
  run: 1,
  index: 0,
  total: 1,
  upload: { name: "good.py", versionId: "v", etag: '"e"', sizeBytes: 3 },
  correlationId: "c",
  queuedAt: "2026-03-01T10:00:00.000Z",
};

describe("a message of the grading queues", () => {
  it("is a job of a student or of a reference", () => {
    const job = gradeJob();
    expect(parseJob(JSON.stringify(job), "submissions")).toEqual({ ok: true, job });
    expect(parseJob(JSON.stringify(reference), "submissions")).toEqual({ ok: true, job: reference });
  });

  it("cannot make a runner read another bucket, or another place than that of references", () => {
    expect(parseJob(JSON.stringify(gradeJob()), "elsewhere")).toMatchObject({ ok: false });
    const elsewhere = { ...reference, upload: { ...reference.upload, name: "../../other/x.py" } };
    expect(parseJob(JSON.stringify(elsewhere), "submissions")).toMatchObject({
      ok: false,
      reason: expect.stringContaining("upload.name"),
    });
  });
});
