import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { UserError } from "#cli/errors.ts";
import { writeScaffold } from "#cli/init/write-scaffold.ts";
import { templates } from "#core/templates/registry.ts";

const scaffolds = join(import.meta.dirname, "../../../../cli/init/scaffolds");

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-init-"));
});

afterEach(() => rmSync(home, { recursive: true }));

describe("the scaffolds", () => {
  it("are one for each template", () => {
    expect(readdirSync(scaffolds).toSorted()).toEqual([...templates.keys()].toSorted());
  });

  describe.each([...templates.keys()])("of %s", (template) => {
    it("is an assignment of that template, of which nothing is to be said", async () => {
      await writeScaffold(template, join(home, "week-1"));

      expect(await readAssignmentFolder(join(home, "week-1"))).toMatchObject({
        ok: true,
        folder: {
          name: "week-1",
          findings: [],
          assignment: { templates: expect.arrayContaining([template]) },
        },
      });
    });

    it("has a sample that is right and one that is partly right", async () => {
      const { samples } = await writeScaffold(template, home);

      const scores = samples.map(({ expected }) => (expected.outcome === "graded" ? expected.score : NaN));
      expect(scores).toEqual([100, expect.any(Number)]);
      expect(scores[1]).toBeGreaterThan(0);
      expect(scores[1]).toBeLessThan(100);
    });

    it("names in its first line, for editors, the current schema beside it", async () => {
      await writeScaffold(template, home);

      const [line = ""] = readFileSync(join(home, "assignment.yaml"), "utf8").split("\n");
      const [, schema = ""] = /^# yaml-language-server: \$schema=(.+)$/.exec(line) ?? [];
      const documented = join(import.meta.dirname, "../../../../docs/assignment.schema.json");
      expect(JSON.parse(readFileSync(join(home, schema), "utf8"))).toEqual(
        JSON.parse(readFileSync(documented, "utf8")),
      );
    });

    it("says everything that it wrote", async () => {
      const { files } = await writeScaffold(template, home);

      const written = readdirSync(home, { recursive: true, encoding: "utf8" });
      expect(files).toEqual(written.filter((path) => path.includes(".")).toSorted());
      expect(files).toContain("README.md");
    });
  });
});

describe("a folder for a new assignment", () => {
  it("may be one that nobody made yet, nor those above it", async () => {
    await expect(writeScaffold("webdev", join(home, "course/week-1"))).resolves.toBeDefined();
  });

  it("must be empty, and is left as it is when it is not", async () => {
    writeFileSync(join(home, "notes.txt"), "mine");

    const writing = writeScaffold("webdev", home);

    await expect(writing).rejects.toThrow(`the folder ${home} is not empty, it holds notes.txt`);
    expect(readdirSync(home)).toEqual(["notes.txt"]);
  });

  it.each([
    { what: "is a file", path: "file" },
    { what: "would be below a file", path: "file/week-1" },
  ])("is refused when it $what", async ({ path }) => {
    writeFileSync(join(home, "file"), "");

    await expect(writeScaffold("webdev", join(home, path))).rejects.toThrow(UserError);
  });
});
