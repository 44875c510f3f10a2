import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { globSync } from "node:fs";
import { expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";

const readme = readFileSync("README.md", "utf8");

it("shows an assignment that is valid", () => {
  const example = /^```yaml\n([^]*?)^```$/m.exec(readme)?.[1] ?? "";

  expect(readAssignment(example, "README.md.yaml")).toMatchObject({ ok: true, findings: [] });
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
