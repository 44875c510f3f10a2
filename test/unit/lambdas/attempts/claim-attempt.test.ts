import { PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { Slug, submissionId } from "#core/submission/ids.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import type { SubmissionState } from "#core/submission/status.ts";
import { claimAttempt } from "#lambdas/attempts/claim-attempt.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";

function studentWith({ maxAttempts }: { readonly maxAttempts: number }) {
  const { s3 } = memoryS3();
  const refOf = (name: string): SubmissionRef => ({
    course: Slug.parse("cs1"),
    assignment: Slug.parse("hello"),
    student: Slug.parse("ana"),
    submissionId: submissionId("cs1/hello/ana/main.py", name),
  });
  return {
    async move(name: string, state: SubmissionState) {
      const ref = refOf(name);
      const status = { schema: 1, submissionId: ref.submissionId, state, correlationId: "c" };
      const Body = JSON.stringify({ ...status, updatedAt: "2026-03-01T10:00:00.000Z" });
      await s3.send(new PutObjectCommand({ Bucket: "results", Key: resultKeys.status(ref), Body }));
    },
    claim: (name: string) => claimAttempt(s3, { resultsBucket: "results", ref: refOf(name), maxAttempts }),
  };
}

describe("an attempt", () => {
  it("is given to exactly as many of a student's simultaneous uploads as there are", async () => {
    const student = studentWith({ maxAttempts: 5 });

    const claims = await Promise.all(Array.from({ length: 30 }, (_, index) => student.claim(`${index}`)));

    expect(new Set(claims)).toEqual(new Set([1, 2, 3, 4, 5, undefined]));
    expect(claims.filter((number) => number !== undefined)).toHaveLength(5);
  });

  it.each(["received", "queued", "running", "graded", "rejected"] as const)(
    "is used up by a submission that is %s",
    async (state) => {
      const student = studentWith({ maxAttempts: 1 });
      await student.claim("a");
      await student.move("a", state);

      expect(await student.claim("b")).toBeUndefined();
    },
  );

  it("is not used up by a submission that failed, whoever is to blame for it", async () => {
    const student = studentWith({ maxAttempts: 2 });
    for (const name of ["a", "b"]) await student.claim(name);
    await student.move("a", "failed");
    await student.move("b", "graded");

    expect(await student.claim("c")).toBe(1);
    await student.move("c", "queued");
    expect(await student.claim("d")).toBeUndefined();
  });

  it("of a submission that failed goes to one of those that come at once", async () => {
    const student = studentWith({ maxAttempts: 1 });
    await student.claim("a");
    await student.move("a", "failed");

    const claims = await Promise.all(["b", "c", "d"].map((name) => student.claim(name)));

    expect(claims.filter((number) => number !== undefined)).toEqual([1]);
  });

  it.each(Array.from({ length: 60 }, (_, steps) => steps))(
    "of a submission that failed is taken over once by an event that is delivered again %i steps later",
    async (steps) => {
      const student = studentWith({ maxAttempts: 2 });
      for (const name of ["a", "b"]) await student.claim(name);
      for (const name of ["a", "b"]) await student.move(name, "failed");
      await student.move("c", "received");

      const first = student.claim("c");
      for (let step = 0; step < steps; step++) await Promise.resolve();

      expect(await Promise.all([student.claim("c"), first])).toEqual([2, 2]);
      expect(await student.claim("d")).toBe(1);
    },
  );

  it("is the same for an event that is delivered again, also where the first delivery is the slower one", async () => {
    const student = studentWith({ maxAttempts: 3 });
    await student.claim("a");
    expect(await student.claim("b")).toBe(2);

    expect(await student.claim("b")).toBe(2);
    expect(await student.claim("c")).toBe(3);
  });
});
