import { describe, expect, it } from "vitest";
import * as z from "zod";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import type { Template } from "#core/grading/test-function.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import { templates } from "#core/templates/registry.ts";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

const criteria = "criteria: {base: {weight: 100, tests: [{name: dont_fail, program_command: CMD}]}}";
const minimal = `template: input_output
languages: [python]
${criteria}`;

function root(lines: string): string {
  return `${minimal}\n${lines}`;
}

const problems: Readonly<Record<string, MarkedCase>> = {
  "no template": {
    text: `▶languages: [python]\n${criteria}`,
    pointer: "/template",
    code: "missing_key",
    says: ["'template'", "add it"],
  },
  "an unknown template": {
    text: `template: ▶input-output\nlanguages: [python]\n${criteria}`,
    pointer: "/template",
    code: "unknown_template",
    says: ['"input-output"', "did you mean 'input_output'?"],
  },
  "an unknown template in a list": {
    text: `template: [input_output, ▶nope]\nlanguages: [python]\n${criteria}`,
    pointer: "/template/1",
    code: "unknown_template",
    says: ['"nope"', "input_output"],
  },
  "a template list of commas": {
    text: `template: ▶" , "\nlanguages: [python]\n${criteria}`,
    pointer: "/template",
    code: "invalid_value",
    says: ["input_output"],
  },
  "no languages": {
    text: `▶template: input_output\n${criteria}`,
    pointer: "/languages",
    code: "missing_key",
    says: ["'languages'"],
  },
  "one language that is no list": {
    text: `template: input_output\nlanguages: ▶python\n${criteria}`,
    pointer: "/languages",
    code: "wrong_type",
    says: ['["python"]'],
  },
  "an empty list of languages": {
    text: `template: input_output\nlanguages: ▶[]\n${criteria}`,
    pointer: "/languages",
    code: "out_of_range",
    says: ["at least 1"],
  },
  "an unknown language": {
    text: `template: input_output\nlanguages: [python, ▶pyhton]\n${criteria}`,
    pointer: "/languages/1",
    code: "unknown_language",
    says: ['"pyhton"', "did you mean 'python'?"],
  },
  "an unknown key": {
    text: root("▶titel: Sums"),
    pointer: "/titel",
    code: "unknown_key",
    says: ["'titel'", "did you mean 'title'?"],
  },
  "a key that nobody can guess": {
    text: root("▶qqqq: 1"),
    pointer: "/qqqq",
    code: "unknown_key",
    says: ["'qqqq'", "use one of: title, template"],
  },
  "a key that belongs elsewhere": {
    text: root("▶due_at: 2026-12-01T23:59:00Z"),
    pointer: "/due_at",
    code: "unknown_key",
    says: ["under 'schedule'"],
  },
  "a merge key": {
    text: root("limits: &x {}\nsubmissions: {▶<<: *x}"),
    pointer: "/submissions/<<",
    code: "unknown_key",
    says: ["write the keys out"],
  },
  "a misspelled choice of feedback": {
    text: root("feedback: {general: {▶show_scores: true}}"),
    pointer: "/feedback/general/show_scores",
    code: "unknown_key",
    says: ["did you mean 'show_score'?"],
  },
};

describe("an assignment whose tests only read files", () => {
  const readsOnly: Template = {
    name: "reads",
    requiresSandbox: false,
    functions: new Map([
      ["looks", { name: "looks", asserts: "", parameters: z.strictObject({}), run: neverRun }],
    ]),
  };
  const registry = new Map([...templates, [readsOnly.name, readsOnly]]);
  const looks = "criteria: {base: {weight: 100, tests: [{name: looks}]}}";

  it.each(["", "languages: []", "languages:"])("may name no languages: '%s'", (languages) => {
    const read = readAssignment(`template: reads\n${languages}\n${looks}`, "a.yaml", registry);

    expect(read).toMatchObject({ ok: true, findings: [], assignment: { languages: [] } });
  });

  it("may name some", () => {
    const read = readAssignment(`template: reads\nlanguages: [node]\n${looks}`, "a.yaml", registry);

    expect(read).toMatchObject({ ok: true, assignment: { languages: ["node"] } });
  });

  it("names them when another of its templates runs programs", () => {
    const read = readAssignment(`template: [reads, input_output]\n${looks}`, "a.yaml", registry);

    expect(read).toMatchObject({ ok: false, findings: [{ pointer: "/languages", code: "missing_key" }] });
  });
});

function neverRun(): never {
  return expect.fail("nothing is graded here");
}

describe("an assignment file is judged at the place that is wrong", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });

  it("reports everything at once, in the order of the file", () => {
    const { ok, findings } = readAssignment(
      `template: input_ouput
languages: [pyton]
criteria:
  base: {weight: 101, tests: [{name: dont_fail}]}
  bonus: {weight: 5, tests: []}
setup:
  assets: [{source: ../a, target: b}]
limits: {command: {wall: 9}}
extra: 1`,
      "assignment.yaml",
    );

    expect(ok).toBe(false);
    expect(findings.map(({ line, column, pointer }) => `${line}:${column} ${pointer}`)).toEqual([
      "1:11 /template",
      "2:13 /languages/0",
      "4:18 /criteria/base/weight",
      "5:3 /criteria/bonus",
      "7:21 /setup/assets/0/source",
      "7:35 /setup/assets/0/target",
      "8:26 /limits/command/wall",
      "9:1 /extra",
    ]);
  });

  it("stops listing when nobody would read on", () => {
    const lines = Array.from({ length: 300 }, (_, index) => `x${index}: 1`).join("\n");

    const { findings } = readAssignment(root(lines), "assignment.yaml");

    expect(findings).toHaveLength(201);
    expect(findings.at(-1)).toMatchObject({
      severity: "error",
      code: "more_findings",
      message: "and 100 more; mend these first",
    });
  });

  it("keeps a long value out of the message", () => {
    const { findings } = readAssignment(root(`schedule: {due_at: ${"9".repeat(5_000)}x}`), "assignment.yaml");

    expect(findings[0]?.message.length).toBeLessThan(250);
  });
});

describe("an assignment is read", () => {
  it("with every default filled in", () => {
    const read = readAssignment(minimal, "assignment.yaml");

    expect(read.ok && read.assignment).toEqual({
      templates: ["input_output"],
      languages: ["python"],
      criteria: { base: expect.objectContaining({ weight: 100 }) as unknown },
      setup: { assets: [], languages: {} },
      limits: { command: commandLimitDefaults, gradingWallMs: 600_000 },
      schedule: {},
      submissions: { maxBytes: 52_428_800 },
    });
  });

  it("with quantities as numbers, and languages in any case", () => {
    const read = readAssignment(
      `title: Sums
template: "input_output, input_output"
languages: [PYTHON, c, Python]
criteria: {base: {weight: 100, tests: [{name: dont_fail, program_command: CMD}]}, bonus: null}
limits:
  command: {wall: 90s, memory: 1.5GiB, processes: 10, output: 64 KiB, file_size: 1MiB, open_files: 64}
  grading: {wall: 30m}
schedule: {due_at: "2026-12-01T23:59:00-03:00", seats: 600, rush: 1m}
submissions: {max_attempts: 3, max_in_flight: 2, max_size: 500KiB}`,
      "assignment.yml",
    );

    expect(read.ok && read.assignment).toMatchObject({
      title: "Sums",
      templates: ["input_output"],
      languages: ["python", "c"],
      limits: {
        command: {
          wallMs: 90_000,
          cpuMs: 90_000,
          memoryBytes: 1_610_612_736,
          processes: 10,
          outputBytes: 65_536,
          fileBytes: 1_048_576,
          openFiles: 64,
        },
        gradingWallMs: 1_800_000,
      },
      schedule: { dueAt: "2026-12-01T23:59:00-03:00", seats: 600, rushMs: 60_000 },
      submissions: { maxAttempts: 3, maxInFlight: 2, maxBytes: 512_000 },
    });
    expect(read.findings).toEqual([]);
  });
});
