import { ListObjectsV2Command, type ListObjectsV2CommandInput, PutObjectCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, it } from "vitest";
import { deadlineKey } from "#core/capacity/deadline-key.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { deadlineReader } from "#lambdas/plan-capacity/read-deadlines.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";
import { assignmentRef } from "#test/support/published.ts";

const MINUTE = 60_000;
const start = Date.parse("2026-12-01T12:00:00Z");
let time = start;
let store: ReturnType<typeof memoryS3>;
let students: readonly string[];

beforeEach(() => {
  time = start;
  store = memoryS3();
  students = [];
  store.mock.on(ListObjectsV2Command).callsFake(list);
});

describe("what is due", () => {
  it("is read with what the instructor said of it", async () => {
    await publish("exam", { inMinutes: 20, seats: 600, rushMs: MINUTE });

    expect(await reader()()).toEqual([{ dueAtMs: start + 20 * MINUTE, seats: 600, rushMs: MINUTE }]);
  });

  it("expects those who have submitted before where the instructor said nothing, in the default rush", async () => {
    await publish("lab", { inMinutes: 20 });
    students = Array.from({ length: 1_500 }, (_, index) => `s${index}`);

    expect(await reader()()).toEqual([{ dueAtMs: start + 20 * MINUTE, seats: 1_500, rushMs: 10 * MINUTE }]);
  });

  it.each([
    { what: "that is over", inMinutes: -1 },
    { what: "that is far away", inMinutes: 5 * 60 },
    { what: "for which nobody is expected", inMinutes: 20, seats: undefined },
  ])("leaves out a date $what", async (date) => {
    await publish("lab", { inMinutes: date.inMinutes, seats: "seats" in date ? date.seats : 10 });

    expect(await reader()()).toEqual([]);
  });

  it("leaves out a date that was changed since", async () => {
    await publish("lab", { inMinutes: 20, seats: 10 });
    await publish("lab", { inMinutes: 40, seats: 10 });

    expect(await reader()()).toEqual([{ dueAtMs: start + 40 * MINUTE, seats: 10, rushMs: 10 * MINUTE }]);
  });

  it("leaves out a release that cannot be read, and no other", async () => {
    await publish("broken", { inMinutes: 20, seats: 10 });
    await put(releaseKeys.current(assignmentRef("cs1", "broken")), { schema: 9 });
    await publish("lab", { inMinutes: 20, seats: 10 });

    expect(await reader()()).toHaveLength(1);
  });

  it("leaves out what is no date of ours", async () => {
    await put("_schedule/9999/cs1/lab.json", {});

    expect(await reader()()).toEqual([]);
  });

  it("is read anew after five minutes, and before that with one listing", async () => {
    const read = reader();
    await publish("lab", { inMinutes: 30, seats: 10 });
    await read();
    const before = store.mock.calls().length;
    await publish("lab", { inMinutes: 30, seats: 99 });
    const written = store.mock.calls().length - before;

    time += MINUTE;
    expect(await read()).toMatchObject([{ seats: 10 }]);
    expect(store.mock.calls()).toHaveLength(before + written + 1);
    time += 5 * MINUTE;
    expect(await read()).toMatchObject([{ seats: 99 }]);
  });
});

function reader() {
  return deadlineReader({
    s3: store.s3,
    releasesBucket: "releases",
    resultsBucket: "results",
    now: () => new Date(time),
  });
}

async function publish(
  name: string,
  said: { readonly inMinutes: number; readonly seats?: number | undefined; readonly rushMs?: number },
): Promise<void> {
  const ref = assignmentRef("cs1", name);
  const { inMinutes, ...schedule } = said;
  const dueAt = new Date(start + inMinutes * MINUTE);
  await put(deadlineKey(ref, dueAt), {});
  await put(releaseKeys.current(ref), {
    schema: 1,
    releaseId: "a".repeat(24),
    updatedAt: new Date(start).toISOString(),
    maxBytes: 1,
    // The same time, written with another offset.
    dueAt: dueAt.toISOString().replace("Z", "+00:00"),
    ...schedule,
  });
}

async function put(Key: string, value: object): Promise<void> {
  await store.s3.send(new PutObjectCommand({ Bucket: "releases", Key, Body: JSON.stringify(value) }));
}

/** Folders of students in pages of a thousand; keys of the releases bucket in their order. */
function list({
  Bucket,
  Prefix = "",
  StartAfter = "",
  ContinuationToken,
  MaxKeys = 1_000,
}: ListObjectsV2CommandInput) {
  if (Bucket === "results") {
    const from = Number(ContinuationToken ?? 0);
    const page = students.slice(from, from + MaxKeys).map((student) => ({ Prefix: `${Prefix}${student}/` }));
    const more = from + MaxKeys < students.length;
    return { CommonPrefixes: page, ...(more && { NextContinuationToken: String(from + MaxKeys) }) };
  }
  const keys = [...store.objects.keys()].filter((key) => key.startsWith(Prefix) && key > StartAfter).sort();
  return { Contents: keys.slice(0, MaxKeys).map((Key) => ({ Key })) };
}
