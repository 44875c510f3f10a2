import { describe, expect, it } from "vitest";
import { parseOnce } from "#core/templates/webdev/parse-once.ts";
import { submitted } from "./judging.ts";

describe("reading a file", () => {
  it("happens once for each file, also when it fails", () => {
    const texts: string[] = [];
    const read = parseOnce((text) => {
      texts.push(text);
      if (text === "bad") throw new SyntaxError("no");
      return text.length;
    });
    const [good, bad] = [submitted("a", "four"), submitted("b", "bad")];

    expect([read(good), read(good)]).toEqual([
      { ok: true, value: 4 },
      { ok: true, value: 4 },
    ]);
    expect(read(bad)).toEqual({ ok: false, problem: { kind: "syntax", line: 1 } });
    expect(read(bad)).toBe(read(bad));
    expect(texts).toEqual(["four", "bad"]);
  });

  it("ends when it takes too long", () => {
    const read = parseOnce(() => {
      for (;;);
    });

    expect(read(submitted("a", ""))).toEqual({ ok: false, problem: { kind: "too-slow" } });
  });

  it("that a busy host did not let be read in time is no fault of the student", () => {
    const read = parseOnce(() => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
    });

    expect(() => read(submitted("a", ""))).toThrow(
      expect.objectContaining({ code: "analysis_unavailable", blame: "platform" }),
    );
  });

  it("does not take a fault of ours for one of the student's", () => {
    const read = parseOnce(() => {
      throw new TypeError("x is undefined");
    });

    expect(() => read(submitted("a", ""))).toThrow("x is undefined");
  });
});
