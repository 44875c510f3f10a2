import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const sources = globSync("{bin,lib,lambdas,core,sandbox-runner,cli,scripts,bench}/**/*.ts");

// `import { z }` bundles every locale of zod: 454 kB instead of 78 kB in each Lambda.
it("imports zod as a namespace only", () => {
  const offenders = sources.filter((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .some((line) => /from "zod"/.test(line) && !/^import (type )?\* as z from "zod";$/.test(line)),
  );

  expect(sources.length).toBeGreaterThan(20);
  expect(offenders).toEqual([]);
});

it("keeps each source file below the size where it has to be split", () => {
  const tooLong = sources.filter((path) => readFileSync(path, "utf8").split("\n").length > 300);

  expect(tooLong).toEqual([]);
});

it("reads the environment in composition roots only", () => {
  const roots = /(^bin\/|^scripts\/|^bench\/|(^|\/)(main|handler)\.ts$|^sandbox-runner\/health\.ts$)/;

  const offenders = sources.filter(
    (path) => !roots.test(path) && /process\.env\b/.test(readFileSync(path, "utf8")),
  );

  expect(offenders).toEqual([]);
});
