import { PutObjectCommand } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Slug, submissionId } from "#core/submission/ids.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import type { SubmissionState } from "#core/submission/status.ts";
import { claimPlace } from "#lambdas/in-flight/claim-place.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";

const now = new Date("2026-03-01T10:00:00Z");

describe("a place in flight", () => {
  it("is given to exactly as many of a student's simultaneous uploads as there are places", async () => {
    const student = studentWith({ maxInFlight: 10 });

    const claims = await Promise.all(Array.from({ length: 60 }, (_, index) => student.claim(`${index}`)));

    expect(claims.filter(Boolean)).toHaveLength(10);
  });

  it.each(["received", "queued", "running"] as const)("is kept while its holder is %s", async (state) => {
    const student = studentWith({ maxInFlight: 1 });
    await student.claim("a");
    await student.move("a", state);

    expect(await student.claim("b")).toBe(false);
  });

  it.each(["graded", "rejected", "failed"] as const)("is free when its holder is %s", async (state) => {
    const student = studentWith({ maxInFlight: 1 });
    await student.claim("a");
    await student.move("a", state);

    expect(await student.claim("b")).toBe(true);
    await student.move("b", "queued");
    expect(await student.claim("c")).toBe(false);
  });

  it("is the same for an event that is delivered again, also when a lower one has become free since", async () => {
    const student = studentWith({ maxInFlight: 2 });
    for (const name of ["a", "b"]) await student.claim(name);
    await student.move("a", "graded");

    expect(await student.claim("b", { resumed: true })).toBe(true);
    expect(await student.claim("c")).toBe(true);
  });

  it("is not refused to an event that is delivered twice at the same time", async () => {
    const student = studentWith({ maxInFlight: 1 });

    const claims = await Promise.all([student.claim("a"), student.claim("a", { resumed: true })]);

    expect(claims).toEqual([true, true]);
  });

  it("is free when no queue can hold its holder's job any more", async () => {
    const student = studentWith({ maxInFlight: 1 });
    await student.claim("a");
    await student.move("a", "queued", new Date("2026-01-15T10:00:00Z"));

    expect(await student.claim("b")).toBe(true);
  });

  it("is free when its holder's status is gone", async () => {
    const student = studentWith({ maxInFlight: 1 });
    await student.claim("a");
    await student.forget("a");

    expect(await student.claim("b")).toBe(true);
  });

  it("is never held by more than there are places, whatever ends and comes, once or twice at a time", async () => {
    const round = fc.record({
      ends: fc.nat({ max: 3 }),
      uploads: fc.array(fc.constantFrom(1, 2), { maxLength: 4 }),
    });

    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { maxLength: 8 }),
        fc.constantFrom(1, 2, 3),
        async (rounds, maxInFlight) => {
          const student = studentWith({ maxInFlight });
          const underWay = new Set<string>();
          for (const [number, { ends, uploads }] of rounds.entries()) {
            for (const name of [...underWay].slice(0, ends)) {
              await student.move(name, "graded");
              underWay.delete(name);
            }
            const free = maxInFlight - underWay.size;
            const claims = uploads.flatMap((deliveries, index) =>
              Array.from({ length: deliveries }, async (_, again) => {
                const name = `${number}/${index}`;
                if (await student.claim(name, { resumed: again > 0 })) underWay.add(name);
                else await student.move(name, "rejected");
              }),
            );
            await Promise.all(claims);
            expect(underWay.size).toBeLessThanOrEqual(maxInFlight);
            if (uploads.length > 0 && free > 0) expect(underWay.size).toBeGreaterThan(maxInFlight - free);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

function studentWith({ maxInFlight }: { readonly maxInFlight: number }) {
  const { s3, objects } = memoryS3();
  const refOf = (name: string): SubmissionRef => ({
    course: Slug.parse("cs1"),
    assignment: Slug.parse("hello"),
    student: Slug.parse("ana"),
    submissionId: idOf(name),
  });
  async function move(name: string, state: SubmissionState, updatedAt = now) {
    const status = {
      schema: 1,
      submissionId: idOf(name),
      state,
      updatedAt: updatedAt.toISOString(),
      correlationId: "c",
    };
    const Key = resultKeys.status(refOf(name));
    await s3.send(new PutObjectCommand({ Bucket: "results", Key, Body: JSON.stringify(status) }));
  }
  return {
    move,
    forget: (name: string) => Promise.resolve(objects.delete(resultKeys.status(refOf(name)))),
    /** As accept-submission does: its status is there before it claims. */
    async claim(name: string, { resumed = false } = {}) {
      if (!objects.has(resultKeys.status(refOf(name)))) await move(name, "received");
      const claim = { resultsBucket: "results", ref: refOf(name), maxInFlight, resumed, now: () => now };
      return claimPlace(s3, claim);
    },
  };
}

function idOf(name: string) {
  return submissionId("cs1/hello/ana/main.py", name);
}
