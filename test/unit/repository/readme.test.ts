import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { globSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const readme = readFileSync("README.md", "utf8");

it("shows a test of the assignment that init writes", () => {
  const shown: unknown = parse(/^```yaml\n([^]*?)^```$/m.exec(readme)?.[1] ?? "");
  const written: unknown = parse(readFileSync("cli/init/scaffolds/input_output/assignment.yaml", "utf8"));

  expect(written).toMatchObject({
    criteria: {
      base: {
        subjects: expect.arrayContaining([
          expect.objectContaining({ tests: expect.arrayContaining(z.array(z.unknown()).parse(shown)) }),
        ]),
      },
    },
  });
});

it.each(["README.md", ...globSync("docs/**/*.md"), ...globSync("examples/*/README.md")])(
  "links to files that are there: %s",
  (page) => {
    const targets = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      (match) => join(dirname(page), match[1] ?? ""),
    );

    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  },
);
