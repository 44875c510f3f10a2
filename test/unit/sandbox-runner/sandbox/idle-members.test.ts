import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdleMembers } from "#runner/sandbox/idle-members.ts";

interface Member {
  readonly image: string | undefined;
}

/** Boots what is missing and ends what is too much, as a pool does when it may. */
function settle(idle: IdleMembers<Member>): readonly Member[] {
  const ended = [];
  for (let missing = idle.missing(); missing !== null; missing = idle.missing()) {
    const surplus = idle.takeSurplus();
    if (surplus !== undefined) ended.push(surplus);
    idle.add({ image: missing.image });
  }
  return ended;
}

function imagesIn(idle: IdleMembers<Member>): readonly string[] {
  const images = [];
  for (let member = idle.takeOldest(); member; member = idle.takeOldest()) images.push(member.image);
  return named(images);
}

function named(images: readonly (string | undefined)[]): readonly string[] {
  return images.map((image) => image ?? "toolchain").toSorted((a, b) => a.localeCompare(b));
}

describe("the idle sandboxes", () => {
  it("are of the host's toolchain until somebody asks for something else", () => {
    const idle = new IdleMembers<Member>(2);
    settle(idle);
    expect(imagesIn(idle)).toEqual(["toolchain", "toolchain"]);
  });

  it("are, once settled, exactly what the last takes asked for, whatever was taken and died before", () => {
    const image = fc.constantFrom(undefined, "python", "java", "c");
    const step = fc.record({ image, settles: fc.boolean(), dies: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.array(step, { maxLength: 30 }), (target, steps) => {
        const idle = new IdleMembers<Member>(target);
        for (const { image: asked, settles, dies } of steps) {
          idle.takeOf(asked);
          idle.remember(asked);
          if (dies) idle.takeOldest();
          if (settles) settle(idle);
          expect(idle.size).toBeLessThanOrEqual(target);
        }
        settle(idle);
        const asked = [...Array.from<undefined>({ length: target }), ...steps.map((each) => each.image)];
        const last = target === 0 ? [] : asked.slice(-target);
        expect(imagesIn(idle)).toEqual(named(last));
      }),
    );
  });

  it("make room for what is missing by ending what nobody asks for any more, and nothing else", () => {
    const idle = new IdleMembers<Member>(2);
    settle(idle);
    idle.remember("python");
    expect(settle(idle)).toEqual([{ image: undefined }]);
    expect(idle.takeSurplus()).toBeUndefined();
  });

  it("miss an image of which there is none before another of one that waits", () => {
    const idle = new IdleMembers<Member>(4);
    for (const image of ["java", "python", "python"]) idle.remember(image);
    idle.add({ image: undefined });
    idle.add({ image: "python" });
    expect(idle.missing()).toEqual({ image: "java", idle: 0 });
    idle.add({ image: "java" });
    expect(idle.missing()).toEqual({ image: "python", idle: 1 });
  });

  it("know whether one that died had been taken", () => {
    const idle = new IdleMembers<Member>(1);
    const member = { image: "python" };
    idle.add(member);
    expect(idle.remove(member)).toBe(true);
    expect(idle.remove(member)).toBe(false);
  });
});
