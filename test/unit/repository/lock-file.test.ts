import { readFileSync } from "node:fs";
import * as z from "zod";
import { expect, it } from "vitest";

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});
const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

// npm drops platform packages that a registry does not serve from the lock it writes,
// and `npm ci` then refuses that lock on every machine.
it("holds every optional platform package that a locked package names", () => {
  const { packages } = Lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const installed = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13)),
  );

  const missing = Object.values(packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !installed.has(name));

  expect(installed.size).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});

it("pins every dependency to one exact version", () => {
  const manifest = Manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));

  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );

  expect(ranges).toEqual([]);
});
