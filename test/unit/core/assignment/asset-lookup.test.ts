import { expect, it } from "vitest";
import { assetKeys } from "#core/assignment/asset-lookup.ts";
import { Slug } from "#core/submission/ids.ts";

it("looks for an asset in its assignment first, then among those of the course", () => {
  const ref = { course: Slug.parse("cs101"), assignment: Slug.parse("sums") };

  expect(assetKeys(ref, "data/cities.csv")).toEqual([
    "cs101/sums/assets/data/cities.csv",
    "cs101/shared/data/cities.csv",
  ]);
});
