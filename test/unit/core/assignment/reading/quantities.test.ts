import * as fc from "fast-check";
import { expect, it } from "vitest";
import { duration, size } from "#core/assignment/reading/quantities.ts";

const HOUR_MS = 3_600_000;
const GiB = 1_024 ** 3;

it.each([
  ["4.1m", 246_000],
  ["1.001s", 1_001],
  ["0.5h", 1_800_000],
])("takes %s for the whole amount that it is", (written, ms) => {
  expect(duration({ maxMs: HOUR_MS }).parse(written)).toBe(ms);
});

it("takes every whole number of milliseconds that is written in seconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: HOUR_MS }), (ms) => {
      expect(duration({ maxMs: HOUR_MS }).parse(`${(ms / 1_000).toFixed(3)}s`)).toBe(ms);
    }),
  );
});

it.each(["0.5ms", "1.0005s", "0s"])("refuses %s, which is no whole amount", (written) => {
  expect(() => duration({ maxMs: HOUR_MS }).parse(written)).toThrow(/no whole, positive amount/);
});

it("keeps large sizes as they are", () => {
  expect(size({ maxBytes: 8 * GiB }).parse("8GiB")).toBe(8 * GiB);
  expect(() => size({ maxBytes: GiB }).parse("1.5B")).toThrow(/no whole/);
});
