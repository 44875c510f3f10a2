import { describe, expect, it } from "vitest";
import { CheckVerdict } from "#core/job/check-verdict.ts";
import { CheckId, Slug } from "#core/submission/ids.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { claimCheck } from "#lambdas/publish-assignment/claim-check.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";

const ref = {
  course: Slug.parse("cs1"),
  assignment: Slug.parse("sum"),
  checkId: CheckId.parse("c".repeat(24)),
  index: 0,
};
const verdictKey = releaseKeys.checkVerdict(ref, ref.checkId, ref.index);
const startedAt = Date.parse("2026-03-01T10:00:00Z");
const seconds = 1_000;
const days = 24 * 60 * 60 * seconds;

function setUp() {
  const { s3, objects } = memoryS3();
  const later = { ms: 0 };
  const now = () => new Date(startedAt + later.ms);
  const claim = (retryGivenUp = true) =>
    claimCheck({ s3, releasesBucket: "releases", now, retryGivenUp }, ref);
  const send = async () => {
    const state = await claim();
    if (state.kind !== "claimed") expect.fail(state.kind);
    await state.sent();
    return state.run;
  };
  const judge = (changes: Partial<CheckVerdict>) => {
    const verdict = CheckVerdict.parse({ schema: 1, kind: "checked", ...ref, total: 1, run: 1, ...changes });
    const stored = { etag: '"verdict"', contentType: undefined, cacheControl: undefined };
    objects.set(verdictKey, { ...stored, body: JSON.stringify(verdict) });
  };
  return { claim, send, judge, later };
}

describe("a check of a release", () => {
  it("is sent by one of the publications that come at once; the others come again, should that one die", async () => {
    const { claim } = setUp();

    const states = await Promise.allSettled(Array.from({ length: 5 }, () => claim()));

    const claimed = states.filter(({ status }) => status === "fulfilled");
    expect(claimed).toMatchObject([{ value: { kind: "claimed" } }]);
    expect(states.filter(({ status }) => status === "rejected")).toHaveLength(4);
  });

  it("is not sent again while its job is in the queue, however late a runner comes", async () => {
    const { claim, send, later } = setUp();
    await send();
    later.ms = 13 * days;

    expect(await claim()).toEqual({ kind: "waiting" });
  });

  it("is sent again when the queue has dropped its job", async () => {
    const { send, later } = setUp();
    await send();
    later.ms = 15 * days;

    expect(await send()).toBe(2);
  });

  it("is sent by another publication when the first one died before it sent it", async () => {
    const { claim, later } = setUp();
    await claim();
    later.ms = 10 * seconds;
    await expect(claim()).rejects.toThrow("another publication is sending");
    later.ms = 70 * seconds;

    expect(await claim()).toMatchObject({ kind: "claimed", run: 2 });
  });

  it("is known as soon as there is a verdict, and never sent again", async () => {
    const { claim, send, judge } = setUp();
    await send();
    judge({ score: 100 });

    expect(await claim()).toMatchObject({ kind: "known", verdict: { score: 100 } });
  });
});

describe("a check that was given up", () => {
  it("is known as such to the publication that this itself has asked for", async () => {
    const { claim, send, judge } = setUp();
    await send();
    judge({ givenUp: true, problem: "no host could" });

    expect(await claim(false)).toMatchObject({ kind: "known", verdict: { givenUp: true } });
  });

  it("is sent once more after an upload, by one publication, and is then no longer given up", async () => {
    const { claim, send, judge } = setUp();
    await send();
    judge({ givenUp: true, problem: "no host could" });

    expect(await send()).toBe(2);
    expect(await claim(true)).toEqual({ kind: "waiting" });
    expect(await claim(false)).toEqual({ kind: "waiting" });
  });

  it("can be given up again, and tried again", async () => {
    const { claim, send, judge } = setUp();
    await send();
    judge({ givenUp: true, problem: "no host could" });
    await send();
    judge({ givenUp: true, problem: "no host could", run: 2 });

    expect(await claim(false)).toMatchObject({ kind: "known", verdict: { run: 2 } });
    expect(await send()).toBe(3);
  });
});
