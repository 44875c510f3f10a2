import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import {
  assignmentLimits,
  commandLimitDefaults,
  commandLimitMaxima,
  gradingLimits,
  submissionLimits,
} from "#core/limits.ts";
import { templates } from "#core/templates/registry.ts";

const page = readFileSync(new URL("../../../../docs/assignment-format.md", import.meta.url), "utf8");
/** Tables are padded to line up in the source. */
const prose = page.replaceAll(/ {2,}/g, " ");

describe("the page on the assignment format", () => {
  it("has examples that are valid, without a warning", () => {
    const examples = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map((match) => match[1] ?? "");

    expect(examples).toHaveLength(1);
    for (const example of examples) {
      expect(readAssignment(example, "assignment.yaml")).toMatchObject({ ok: true, findings: [] });
    }
  });

  it("names every test function of input_output with its parameters", () => {
    const functions = [...(templates.get("input_output")?.functions.keys() ?? [])];

    expect(functions.length).toBeGreaterThan(0);
    for (const name of functions) expect(prose).toContain(`| \`${name}\` | `);
  });

  it("states the limits that hold", () => {
    const MiB = 1024 ** 2;
    const defaults = commandLimitDefaults;
    const maxima = commandLimitMaxima;
    const stated = [
      `\`command.wall\` | ${defaults.wallMs / 1000}s | ${maxima.wallMs / 60_000}m`,
      `\`command.cpu\` | ${defaults.cpuMs / 1000}s, or \`wall\` if that is more | ${maxima.cpuMs / 60_000}m`,
      `\`command.memory\` | ${defaults.memoryBytes / MiB}MiB | ${maxima.memoryBytes / 1024 / MiB}GiB`,
      `\`command.processes\` | ${defaults.processes} | ${maxima.processes} `,
      `\`command.output\` | ${defaults.outputBytes / MiB}MiB | ${maxima.outputBytes / MiB}MiB`,
      `\`command.file_size\` | ${defaults.fileBytes / MiB}MiB | ${maxima.fileBytes / 1024 / MiB}GiB`,
      `\`command.open_files\` | ${defaults.openFiles} | ${maxima.openFiles} `,
      `\`grading.wall\` | ${gradingLimits.defaultWallMs / 60_000}m | ${gradingLimits.maxWallMs / 3_600_000}h`,
      `\`submissions.max_size\` | ${submissionLimits.uploadBytes / MiB}MiB`,
      `At most ${assignmentLimits.tests} tests`,
      `nested at most ${assignmentLimits.treeDepth} deep`,
      `at most ${assignmentLimits.definitionBytes / MiB} MiB`,
      `files of the grader, at most ${assignmentLimits.assets} `,
      `at most ${assignmentLimits.assetBytes / 1024 / MiB} GiB, all together ${assignmentLimits.bundleBytes / 1024 / MiB} GiB`,
      `relative; at most ${assignmentLimits.requiredFiles} `,
      `before the tests, at most ${assignmentLimits.setupCommands};`,
    ];

    expect(stated.filter((text) => !prose.includes(text))).toEqual([]);
  });
});
