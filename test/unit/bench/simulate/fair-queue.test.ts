import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fairQueue } from "../../../../bench/simulate/fair-queue.ts";

describe("a fair queue", () => {
  it("delivers the oldest first while nobody is noisy", () => {
    const queue = fairQueue<number>({ fair: true });
    for (const [index, group] of ["a", "b", "a", "c"].entries()) queue.send(index, group, index);

    expect(takeAll(queue, 4)).toEqual([0, 1, 2, 3]);
  });

  it("delivers messages of a quiet group before those of one that takes most of the consumers' time", () => {
    const queue = fairQueue<string>({ fair: true });
    for (let index = 0; index < 5; index++) queue.send("noisy", "noisy", 0);
    const first = queue.receive(0);
    if (first !== undefined) queue.remove(first, 10_000);
    queue.send("quiet", "quiet", 10_000);

    expect(takeAll(queue, 2)).toEqual(["quiet", "noisy"]);
  });

  it("takes a group for noisy that has thirty messages and a tenth of all in flight", () => {
    const queue = fairQueue<string>({ fair: true });
    for (let index = 0; index < 31; index++) queue.send("noisy", "noisy", 0);
    for (let index = 0; index < 29; index++) queue.receive(0);
    queue.send("quiet", "quiet", 1);

    expect(takeAll(queue, 1)).toEqual(["noisy"]);
    expect(takeAll(queue, 2)).toEqual(["quiet", "noisy"]);
  });

  it("delivers what is noisy as soon as nothing quiet waits, that with the fewest in flight first", () => {
    const queue = fairQueue<string>({ fair: true });
    for (const group of ["more", "fewer"])
      for (let index = 0; index < 50; index++) queue.send(group, group, 0);
    // Thirty of the older group, then thirty of the other while that is quiet, and one by age.
    for (let index = 0; index < 61; index++) queue.receive(0);

    expect(takeAll(queue, 2)).toEqual(["fewer", "more"]);
  });

  it("is first in, first out where it is not fair", () => {
    const queue = fairQueue<number>({ fair: false });
    for (let index = 0; index < 100; index++) queue.send(index, index === 99 ? "quiet" : "noisy", index);

    expect(takeAll(queue, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it("delivers each message exactly once and counts what waits and what is worked on", () => {
    const groups = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 60 });
    fc.assert(
      fc.property(groups, fc.boolean(), (groups, fair) => {
        const queue = fairQueue<number>({ fair });
        for (const [index, group] of groups.entries()) queue.send(index, group, index);

        const taken = takeAll(queue, groups.length);

        expect(taken.toSorted((one, other) => one - other)).toEqual([...groups.keys()]);
        expect([queue.waiting, queue.inFlight, queue.receive(1_000)]).toEqual([0, groups.length, undefined]);
      }),
    );
  });
});

function takeAll<Message>(queue: ReturnType<typeof fairQueue<Message>>, count: number): Message[] {
  return Array.from({ length: count }, () => queue.receive(10_000)).flatMap((taken) =>
    taken === undefined ? [] : [taken.message],
  );
}
