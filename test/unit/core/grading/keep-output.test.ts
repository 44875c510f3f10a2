import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepOutput, keepVerdict, toFacts } from "#core/grading/keep-output.ts";
import { gradingLimits } from "#core/limits.ts";
import { outcome } from "#test/unit/core/scripted-sandbox.ts";

const capBytes = gradingLimits.outputInResultBytes;

describe("what a result keeps of an output", () => {
  it("is all of it when it is short", () => {
    expect(keepOutput({ text: "8\n", truncated: false })).toEqual({ text: "8\n", truncated: false });
  });

  it("is its beginning when it is long, cut between characters, and says so", () => {
    const kept = keepOutput({ text: "é".repeat(capBytes), truncated: false });
    expect(kept).toEqual({ text: "é".repeat(capBytes / 2), truncated: true });
  });

  it("says that it was cut where the sandbox cut it already", () => {
    expect(keepOutput({ text: "a", truncated: true }).truncated).toBe(true);
  });

  it("never splits a character nor exceeds its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        const long = text.repeat(Math.ceil((capBytes + 8) / text.length));
        const kept = keepOutput({ text: long, truncated: false });
        expect(Buffer.byteLength(kept.text)).toBeLessThanOrEqual(capBytes);
        expect(long.startsWith(kept.text)).toBe(true);
        expect(kept.text.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("what a result keeps of a verdict", () => {
  it("is its message alone where nothing ran", () => {
    expect(keepVerdict({ score: 0, message: "no" })).toEqual({ message: "no" });
  });

  it("is the facts of the command, without its streams among them", () => {
    const ran = outcome({ exitCode: null, signal: "SIGSEGV" });
    expect(toFacts(ran)).toEqual({
      exitCode: null,
      signal: "SIGSEGV",
      timedOut: null,
      outOfMemory: false,
      outputTruncated: false,
      startError: null,
      wallMs: 20,
      cpuMs: 10,
      maxRssBytes: 8_388_608,
    });
  });

  it("is the end of a long standard error, where a program says why it ended, cut between characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        const long = text.toWellFormed().repeat(Math.ceil((capBytes + 8) / text.length));
        const ran = outcome({ stderr: { text: long, bytes: Buffer.byteLength(long), truncated: false } });
        const { stderr } = keepVerdict({ score: 0, message: "", outcome: ran });
        expect(stderr?.truncated).toBe(true);
        expect(Buffer.byteLength(stderr?.text ?? "")).toBeGreaterThan(capBytes - 4);
        expect(Buffer.byteLength(stderr?.text ?? "")).toBeLessThanOrEqual(capBytes);
        expect(long.endsWith(stderr?.text ?? "nothing")).toBe(true);
      }),
    );
  });

  it("marks a comparison that is not whole", () => {
    const comparison = { expected: "a", actual: "b".repeat(capBytes + 1) };
    expect(keepVerdict({ score: 0, message: "", comparison }).comparison).toEqual({
      expected: "a",
      actual: "b".repeat(capBytes),
      truncated: true,
    });
  });
});
