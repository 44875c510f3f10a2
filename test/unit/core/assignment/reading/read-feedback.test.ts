import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";

const criteria = {
  base: {
    weight: 100,
    subjects: [
      { subject_name: "A", weight: 1, tests: [{ id: "t-1", name: "dont_fail", program_command: "CMD" }] },
    ],
  },
};

function readOurs(feedback: unknown) {
  const text = JSON.stringify({ template: "input_output", languages: ["python"], criteria, feedback });
  return readAssignment(text, "assignment.json");
}

function readClassic(feedback_config: unknown) {
  const text = JSON.stringify({
    template_name: "input_output",
    languages: ["python"],
    criteria_config: criteria,
    feedback_config,
  });
  return readAssignment(text, "assignment.json");
}

function told({ findings }: ReturnType<typeof readAssignment>) {
  return findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
}

describe("what an instructor chose about reports", () => {
  it("is read with defaults for the rest", () => {
    const read = readOurs({
      general: {
        report_title: "Sums",
        show_score: false,
        online_content: [{ url: "https://e/1", description: "d" }],
      },
      default: { category_headers: { base: "Core" } },
    });

    expect(read).toMatchObject({ ok: true, findings: [] });
    expect(read.ok && read.assignment.feedback).toEqual({
      reportTitle: "Sums",
      showScore: false,
      showPassedTests: true,
      showSummary: true,
      resources: [{ url: "https://e/1", description: "d", tests: [] }],
      categoryHeadings: { base: "Core" },
    });
  });

  it.each([undefined, null, {}, { general: null }])("is nothing of %j", (feedback) => {
    const read = readOurs(feedback);
    expect(read.ok && read.assignment.feedback).toBeUndefined();
  });

  it("is an error where a name is unknown or a link could run something", () => {
    const read = readOurs({
      colours: {},
      general: { online_content: [{ url: "javascript:x", description: "d", link: "" }, { description: 1 }] },
      default: { category_headers: { extra: "x" } },
    });

    expect(told(read)).toEqual(
      expect.arrayContaining([
        "error unknown_key /feedback/colours",
        "error unknown_key /feedback/general/online_content/0/link",
        "error invalid_value /feedback/general/online_content/0/url",
        "error missing_key /feedback/general/online_content/1/url",
        "error wrong_type /feedback/general/online_content/1/description",
        "error unknown_key /feedback/default/category_headers/extra",
      ]),
    );
  });

  it("of a config of the reference system is warned of, and never in the way", () => {
    const read = readClassic({
      colours: {},
      general: { show_test_details: true, online_content: [{ url: "notes", description: "d" }] },
      ai: { feedback_tone: "kind" },
    });

    expect(read.ok && read.assignment.feedback?.resources).toEqual([]);
    expect(told(read).toSorted()).toEqual([
      "warning not_used /feedback_config/ai",
      "warning not_used /feedback_config/general/online_content/0/url",
      "warning unknown_key /feedback_config/colours",
      "warning unknown_key /feedback_config/general/show_test_details",
    ]);
  });

  it("has a language model write only where 'mode' says so; wishes alone are told to do nothing", () => {
    const read = readOurs({ ai: { feedback_tone: "kind" } });

    expect(read.ok && read.assignment.aiFeedback).toBeUndefined();
    expect(told(read)).toEqual(["warning not_used /feedback/ai"]);
  });

  it("reads the wishes for what a language model writes", () => {
    const ai = {
      provide_solutions: "none",
      feedback_tone: "kind",
      feedback_persona: "Code Buddy",
      assignment_context: "Sorting",
      extra_orientations: "",
      submission_files_to_read: ["./main.py", "src/"],
    };
    const read = readOurs({ mode: "ai", ai });

    expect(read).toMatchObject({ ok: true, findings: [] });
    expect(read.ok && read.assignment.feedback).toBeUndefined();
    expect(read.ok && read.assignment.aiFeedback).toEqual({
      solutions: "none",
      tone: "kind",
      persona: "Code Buddy",
      context: "Sorting",
      files: ["main.py", "src"],
    });
    const bare = readClassic({ mode: "ai" });
    expect(bare.ok && bare.assignment.aiFeedback).toEqual({ solutions: "hint" });
  });

  it("refuses wishes that cannot be met, each with its place", () => {
    const ai = { provide_solutions: "some", submission_files_to_read: ["../x"], feedback_tone: 3, mood: "" };
    expect(told(readOurs({ mode: "ai", ai })).toSorted()).toEqual([
      "error invalid_value /feedback/ai/provide_solutions",
      "error invalid_value /feedback/ai/submission_files_to_read/0",
      "error unknown_key /feedback/ai/mood",
      "error wrong_type /feedback/ai/feedback_tone",
    ]);
    expect(told(readOurs({ mode: "robot" }))).toEqual(["error invalid_value /feedback/mode"]);
  });

  it("may name tests by name or id, and is told of one that there is none of", () => {
    const linked_tests = ["dont_fail", "t-1", "dont_fial"];
    const read = readOurs({
      general: { online_content: [{ url: "https://e", description: "d", linked_tests }] },
    });

    expect(read.ok).toBe(true);
    expect(read.findings).toMatchObject([
      {
        severity: "warning",
        code: "unknown_test",
        pointer: "/feedback/general/online_content/0/linked_tests/2",
        message: `no test is called "dont_fial"; did you mean 'dont_fail'?`,
      },
    ]);
  });
});
