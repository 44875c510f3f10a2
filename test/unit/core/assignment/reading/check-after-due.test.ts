import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";

function found(visibility: string, schedule: object) {
  const tests = [{ name: "dont_fail", program_command: "CMD", visibility }];
  const base = { weight: 100, subjects: [{ subject_name: "A", weight: 1, tests }] };
  const text = JSON.stringify({
    template: "input_output",
    languages: ["python"],
    criteria: { base },
    schedule,
  });
  return readAssignment(text, "assignment.json").findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe("a test that is shown after the due date", () => {
  it("needs one, else the instructor is told", () => {
    expect(found("after_due", {})).toEqual(["no_due_date /criteria"]);
    expect(found("after_due", { due_at: "2026-12-01T23:59:00-03:00" })).toEqual([]);
  });

  it("is the only one that does", () => {
    expect(found("hidden", {})).toEqual([]);
  });
});
