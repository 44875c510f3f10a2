import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { definitionHash } from "#core/assignment/definition-hash.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { writeAssignment } from "#core/assignment/writing/write-assignment.ts";
import { valid } from "#test/unit/core/assignment/definition-v1/examples.ts";

const root = join(import.meta.dirname, "../../../../..");
const page = readFileSync(join(root, "docs/assignment-format.md"), "utf8");
const classic = {
  template_name: "input_output, static_analysis",
  languages: ["python"],
  criteria_config: {
    base: {
      weight: 100,
      tests: [
        { name: "same", type: "dont_fail", parameters: [{ name: "program_command", value: "CMD" }] },
        { name: "same", type: "dont_fail", parameters: [{ name: "program_command", value: "CMD" }] },
      ],
    },
  },
  setup_config: { python: { setup_commands: ["true", { name: "Again", command: "true" }] } },
};

const aiFeedback = {
  template: "webdev",
  criteria: {
    base: { weight: 100, tests: [{ name: "has_tag", file: "a.html", tag: "p", required_count: 1 }] },
  },
  feedback: { mode: "ai", ai: { feedback_tone: "kind", submission_files_to_read: ["a.html"] } },
};

const texts: Readonly<Record<string, string>> = {
  "the example of the page on the format": /^```yaml\n([^]*?)^```$/m.exec(page)?.[1] ?? "",
  "feedback by a language model": JSON.stringify(aiFeedback),
  "a config of the reference system": JSON.stringify(classic),
  ...Object.fromEntries(
    Object.entries(valid).map(([name, each]) => [`definition v1, ${name}`, JSON.stringify(each)]),
  ),
  ...Object.fromEntries(
    globSync(join(root, "examples/*/assignment.yaml")).map((file) => [
      `the example ${basename(join(file, ".."))}`,
      readFileSync(file, "utf8"),
    ]),
  ),
};

describe("an assignment that was written in our spelling", () => {
  it.each(Object.entries(texts))("is read as the same assignment: %s", (_name, text) => {
    const before = readAssignment(text, "assignment.yaml");
    if (!before.ok) expect.fail(JSON.stringify(before.findings));

    const written = writeAssignment(before.assignment);
    const after = readAssignment(written, "assignment.yaml");
    if (!after.ok) expect.fail(`${JSON.stringify(after.findings)}\n${written}`);

    expect(after.assignment).toEqual(before.assignment);
    expect(definitionHash(after.assignment)).toBe(definitionHash(before.assignment));
  });
});
