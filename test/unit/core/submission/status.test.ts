import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradingId, ReleaseId, SubmissionId } from "#core/submission/ids.ts";
import { isTerminal, SubmissionState, SubmissionStatus, supersedes } from "#core/submission/status.ts";

const states = SubmissionState.options;
const endings = states.filter(isTerminal);

const statusOf = (parts: {
  readonly state: SubmissionState;
  readonly run: number;
  readonly minute: number;
}) =>
  SubmissionStatus.parse({
    schema: 1,
    submissionId: SubmissionId.parse("0".repeat(32)),
    gradingId: gradingId(ReleaseId.parse("a".repeat(24)), parts.run),
    state: parts.state,
    queuedAt: `2026-03-01T10:${String(parts.minute).padStart(2, "0")}:00.000Z`,
    updatedAt: "2026-03-01T11:00:00.000Z",
    correlationId: "c-1",
  });

describe("the end of a grading", () => {
  it("takes the place of every status of a submission that is under way", () => {
    for (const state of states.filter((each) => !isTerminal(each))) {
      for (const ending of endings) {
        const next = statusOf({ state: ending, run: 1, minute: 0 });
        expect(supersedes(next, statusOf({ state, run: 1, minute: 0 }))).toBe(true);
      }
    }
  });

  it("does not take away the grade that a submission had, when it failed", () => {
    const failed = statusOf({ state: "failed", run: 2, minute: 30 });
    expect(supersedes(failed, statusOf({ state: "graded", run: 1, minute: 0 }))).toBe(false);
    expect(supersedes(failed, statusOf({ state: "rejected", run: 1, minute: 0 }))).toBe(false);
  });

  it("counts as later than that of a submission whose status does not say when it was asked for", () => {
    const { queuedAt: _, ...old } = statusOf({ state: "graded", run: 1, minute: 0 });
    expect(supersedes(statusOf({ state: "graded", run: 2, minute: 1 }), old)).toBe(true);
  });

  it("leads to the same status in whatever order gradings end: to the last one asked for that did not fail", () => {
    const gradings = fc.uniqueArray(
      fc.record({ state: fc.constantFrom(...endings), minute: fc.integer({ min: 0, max: 59 }) }),
      { selector: ({ minute }) => minute, minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        gradings.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, order]) => {
          let current = statusOf({ state: "queued", run: 1, minute: 0 });
          for (const { state, minute } of order) {
            const next = statusOf({ state, run: minute + 1, minute });
            if (supersedes(next, current)) current = next;
          }
          const counted = all.filter(({ state }) => state !== "failed");
          const last = counted.toSorted((left, right) => right.minute - left.minute)[0];
          expect(current.state).toBe(last?.state ?? "failed");
          if (last !== undefined)
            expect(current.queuedAt).toContain(`:${String(last.minute).padStart(2, "0")}:00`);
        },
      ),
    );
  });
});
