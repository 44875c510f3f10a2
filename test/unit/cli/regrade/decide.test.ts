import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Decision } from "#cli/regrade/decide.ts";
import type { StoredGrading, StoredSubmission } from "#cli/results/stored-submissions.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { type GradingId, gradingId, ReleaseId, Slug, submissionId } from "#core/submission/ids.ts";
import { type SubmissionState, SubmissionStatus, supersedes } from "#core/submission/status.ts";

const first = ReleaseId.parse("a".repeat(24));
const second = ReleaseId.parse("b".repeat(24));
const key = "prog1/hello/ada/main.py";
const id = submissionId(key, "v1");
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));

interface Case {
  readonly state?: SubmissionState;
  /** What the status says was graded, and when it was written. */
  readonly shown?: GradingId;
  readonly shownAt?: Date;
  readonly gradings?: readonly (readonly [GradingId, StoredGrading])[];
  readonly isGone?: true;
  readonly outcome?: GradingResult["outcome"];
}

function decideOn(parts: Case, now = at(30)): Promise<Decision> {
  const stored: StoredSubmission = {
    ref: {
      course: Slug.parse("prog1"),
      assignment: Slug.parse("hello"),
      student: Slug.parse("ada"),
      submissionId: id,
    },
    ...(parts.isGone ? {} : { upload: { name: "main.py", key, versionId: "v1", submittedAt: at(0) } }),
    hasStatus: parts.state !== undefined,
    turnedAway: false,
    gradings: new Map(parts.gradings),
  };
  const status =
    parts.state === undefined
      ? undefined
      : SubmissionStatus.parse({
          schema: 1,
          submissionId: id,
          state: parts.state,
          ...(parts.shown && { gradingId: parts.shown }),
          updatedAt: (parts.shownAt ?? at(1)).toISOString(),
          correlationId: "c-1",
        });
  const outcomeOf = async () => parts.outcome ?? expect.fail("it need not be read");
  return decide({ stored, status, releaseId: second, now, outcomeOf });
}

const old = gradingId(first, 1);
const result = (resultAt: Date) => ({ resultAt });

describe("a regrade sends", () => {
  const send = (run: number) => ({ kind: "send", gradingId: gradingId(second, run) });

  it.each(["graded", "rejected", "failed"] as const)("what was %s by another release", async (state) => {
    expect(await decideOn({ state, shown: old })).toEqual(send(1));
  });

  it("what this release could not grade, as another run of it", async () => {
    const shown = gradingId(second, 2);
    expect(await decideOn({ state: "failed", shown, gradings: [[shown, result(at(1))]] })).toEqual(send(3));
  });

  it("what a regrade failed on while the earlier grade stayed", async () => {
    const gradings = [[gradingId(second, 1), result(at(5))]] as const;
    expect(await decideOn({ state: "graded", shown: old, gradings, outcome: "failed" })).toEqual(send(2));
  });

  it("what this release graded before another came, which is current no longer", async () => {
    const gradings = [[gradingId(second, 1), result(at(5))]] as const;
    expect(await decideOn({ state: "graded", shown: old, shownAt: at(9), gradings })).toEqual(send(2));
  });

  it("again what no queue can hold any more", async () => {
    const gradings = [[gradingId(second, 1), { queuedAt: at(0) }]] as const;
    const muchLater = new Date(at(0).getTime() + 29 * 24 * 60 * 60 * 1_000);
    expect(await decideOn({ state: "graded", shown: old, gradings }, muchLater)).toEqual(send(1));
  });
});

describe("a regrade does not send", () => {
  const skip = (why: string) => ({ kind: "skip", why });

  it.each([undefined, "received", "queued", "running"] as const)("what is %s", async (state) => {
    const parts = state === undefined ? {} : { state };
    expect(await decideOn(parts)).toEqual(skip("under-way"));
  });

  it("what was refused at the door, where an attempt could be won by it", async () => {
    expect(await decideOn({ state: "rejected" })).toEqual(skip("turned-away"));
  });

  it.each(["graded", "rejected"] as const)("what this release has %s", async (state) => {
    expect(await decideOn({ state, shown: gradingId(second, 1) })).toEqual(skip("done"));
  });

  it("what was sent before, by whomever", async () => {
    const gradings = [[gradingId(second, 1), { queuedAt: at(5) }]] as const;
    expect(await decideOn({ state: "graded", shown: old, gradings })).toEqual(skip("queued"));
  });

  it("what has its result, and its status in a moment", async () => {
    const gradings = [[gradingId(second, 1), { queuedAt: at(5), resultAt: at(6) }]] as const;
    const parts = { state: "graded", shown: old, gradings, outcome: "graded" } as const;
    expect(await decideOn(parts)).toEqual(skip("queued"));
  });

  it("an upload that is kept no longer", async () => {
    expect(await decideOn({ state: "graded", shown: old, isGone: true })).toEqual(skip("gone"));
  });
});

it("whatever breaks off and fails in between, calling it again comes to one good result of the release, and stops", async () => {
  const outcomes = fc.constantFrom("graded", "failed", "lost" as const);
  await fc.assert(
    fc.asyncProperty(fc.array(outcomes, { maxLength: 8 }), fc.boolean(), async (fates, marksSurvive) => {
      const gradings = new Map<GradingId, StoredGrading>([[old, result(at(1))]]);
      const ends = new Map<GradingId, GradingResult["outcome"]>();
      let status = statusAt({ grading: old, state: "graded", minute: 1 });
      let minute = 2;
      const ask = () =>
        decide({
          stored: { ...storedWith(gradings), hasStatus: true },
          status,
          releaseId: second,
          now: at(minute),
          outcomeOf: async (grading) => ends.get(grading) ?? expect.fail("it has no result"),
        });
      for (const fate of [...fates, "graded", "graded"] as const) {
        minute++;
        const decision = await ask();
        if (decision.kind === "skip") continue;
        // Sent, but whoever sent it died before it was marked, and the job ended nowhere: it is sent again.
        if (fate === "lost" && !marksSurvive) continue;
        const state = fate === "graded" ? "graded" : "failed";
        gradings.set(decision.gradingId, { queuedAt: at(minute), resultAt: at(minute) });
        ends.set(decision.gradingId, state);
        const next = statusAt({ grading: decision.gradingId, state, minute });
        if (supersedes(next, status)) status = next;
      }
      expect(await ask()).toEqual({ kind: "skip", why: "done" });
      expect([...ends.values()].filter((end) => end === "graded")).toHaveLength(1);
    }),
  );
});

function storedWith(gradings: ReadonlyMap<GradingId, StoredGrading>): StoredSubmission {
  const ref = {
    course: Slug.parse("prog1"),
    assignment: Slug.parse("hello"),
    student: Slug.parse("ada"),
    submissionId: id,
  };
  const upload = { name: "main.py", key, versionId: "v1", submittedAt: at(0) };
  return { ref, upload, hasStatus: true, turnedAway: false, gradings };
}

function statusAt({
  grading,
  state,
  minute,
}: {
  readonly grading: GradingId;
  readonly state: SubmissionState;
  readonly minute: number;
}): SubmissionStatus {
  return SubmissionStatus.parse({
    schema: 1,
    submissionId: id,
    gradingId: grading,
    state,
    queuedAt: at(minute).toISOString(),
    updatedAt: at(minute).toISOString(),
    correlationId: "c-1",
  });
}
