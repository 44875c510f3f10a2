import { describe, expect, it } from "vitest";
import { duration, points, size } from "#core/locales/units.ts";

describe("numbers for people", () => {
  it.each([
    [12.4, "12 ms"],
    [999, "999 ms"],
    [1_500, "1.5 s"],
    [10_000, "10 s"],
    [30_000, "30 s"],
    [100_250, "100.3 s"],
  ])("write %d ms as %s", (ms, text) => {
    expect(duration(ms, "en")).toBe(text);
  });

  it.each([
    [0, "0 bytes"],
    [1_023, "1023 bytes"],
    [1_024, "1 KiB"],
    [1_572_864, "1.5 MiB"],
    [10_737_418_240, "10 GiB"],
  ])("write %d bytes as %s", (bytes, text) => {
    expect(size(bytes, "en")).toBe(text);
  });

  it.each([
    [100, "100"],
    [95.00000000000001, "95"],
    [33.333333333333336, "33.33"],
    [0.001, "0"],
    [-0.001, "0"],
    [10, "10"],
  ])("write %d points as %s", (value, text) => {
    expect(points(value, "en")).toBe(text);
  });

  it("have a decimal comma in Portuguese", () => {
    expect([duration(1_500, "pt_br"), size(1_572_864, "pt_br"), points(94.9, "pt_br")]).toEqual([
      "1,5 s",
      "1,5 MiB",
      "94,9",
    ]);
  });
});
