import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { CurrentRelease, type Release } from "#core/assignment/release.ts";
import { ReleaseId, Sha256 } from "#core/submission/ids.ts";
import { writeCurrent } from "#lambdas/publish-assignment/write-current.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";
import { assignmentRef, definitionText } from "#test/support/published.ts";

const POINTER = "cs1/hello/current.json";

describe("the pointer to the current release", () => {
  it("carries what the door and the planner need, so that they read nothing else", async () => {
    const { s3, json } = memoryS3();
    const schedule = 'schedule: {due_at: "2026-12-01T23:59:00-03:00", seats: 600, rush: 1m}';

    await write(s3, release(`${definitionText({ maxAttempts: 3, maxInFlight: 2 })}\n${schedule}\n`));

    expect(CurrentRelease.parse(json(POINTER))).toMatchObject({
      maxAttempts: 3,
      maxInFlight: 2,
      maxBytes: 1024 * 1024,
      dueAt: "2026-12-01T23:59:00-03:00",
      seats: 600,
      rushMs: 60_000,
    });
  });

  it("moves after the due date was written down in the order of time, by the clock of Greenwich", async () => {
    const { s3, written } = memoryS3();

    await write(s3, release(`${definitionText()}\nschedule: {due_at: "2026-12-01T23:59:00-03:00"}\n`));

    expect(written).toEqual(["_schedule/2026-12-02T02:59:00.000Z/cs1/hello.json", POINTER]);
  });

  it("is all that is written where nothing is due", async () => {
    const { s3, written } = memoryS3();

    await write(s3, release(definitionText()));

    expect(written).toEqual([POINTER]);
  });
});

function write(s3: ReturnType<typeof memoryS3>["s3"], made: Release) {
  const deps = { s3, releasesBucket: "releases", now: () => new Date("2026-11-01T00:00:00Z") };
  return writeCurrent(deps, made, { ifAbsent: true });
}

function release(definition: string): Release {
  const read = readAssignment(definition, "assignment.yaml");
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  return {
    schema: 1,
    releaseId: ReleaseId.parse("a".repeat(24)),
    ...assignmentRef("cs1", "hello"),
    createdAt: "2026-11-01T00:00:00Z",
    definitionHash: Sha256.parse("b".repeat(64)),
    definition: read.assignment,
    assets: [],
    bundle: null,
  };
}
