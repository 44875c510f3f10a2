import { describe, expect, it } from "vitest";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

const criteria = "criteria: {base: {weight: 100, tests: [{name: dont_fail, program_command: CMD}]}}";
const minimal = `template: input_output
languages: [python]
${criteria}`;

function root(lines: string): string {
  return `${minimal}\n${lines}`;
}

const problems: Readonly<Record<string, MarkedCase>> = {
  "a time without a unit": {
    text: root("limits: {command: {wall: ▶30}}"),
    pointer: "/limits/command/wall",
    code: "invalid_value",
    says: ["the number 30", "no unit", '"30s"'],
  },
  "a size without a unit": {
    text: root("submissions: {max_size: ▶1000}"),
    pointer: "/submissions/max_size",
    code: "invalid_value",
    says: ["the number 1000", "no unit", "MiB"],
  },
  "an unknown unit": {
    text: root("limits: {command: {memory: ▶256MB}}"),
    pointer: "/limits/command/memory",
    code: "invalid_value",
    says: ['"256MB"', "B, KiB, MiB, GiB"],
  },
  "no time at all": {
    text: root("limits: {command: {wall: ▶0s}}"),
    pointer: "/limits/command/wall",
    code: "invalid_value",
    says: ['"0s"', "positive"],
  },
  "more memory than the system allows": {
    text: root("limits: {command: {memory: ▶64GiB}}"),
    pointer: "/limits/command/memory",
    code: "invalid_value",
    says: ['"64GiB"', "at most 8GiB"],
  },
  "a grading that lasts too long": {
    text: root("limits: {grading: {wall: ▶2h}}"),
    pointer: "/limits/grading/wall",
    code: "invalid_value",
    says: ['"2h"', "at most 1h"],
  },
  "too many processes": {
    text: root("limits: {command: {processes: ▶5000}}"),
    pointer: "/limits/command/processes",
    code: "out_of_range",
    says: ["at most 1024", "5000"],
  },
  "an unknown limit": {
    text: root("limits: {command: {▶timeout: 3s}}"),
    pointer: "/limits/command/timeout",
    code: "unknown_key",
    says: ["'timeout'", "wall, cpu, memory"],
  },
  "a due date without an offset": {
    text: root("schedule: {due_at: ▶2026-12-01T23:59:00}"),
    pointer: "/schedule/due_at",
    code: "invalid_value",
    says: ["2026-12-01T23:59:00", "offset"],
  },
  "a due date that no calendar has": {
    text: root("schedule: {due_at: ▶2026-02-30T23:59:00Z}"),
    pointer: "/schedule/due_at",
    code: "invalid_value",
    says: ["2026-02-30T23:59:00Z"],
  },
  "more seats than a university": {
    text: root("schedule: {seats: ▶20001}"),
    pointer: "/schedule/seats",
    code: "out_of_range",
    says: ["at most 20000"],
  },
  "a rush without a unit": {
    text: root("schedule: {rush: ▶10}"),
    pointer: "/schedule/rush",
    code: "invalid_value",
    says: ["no unit", "10"],
  },
  "more in flight than anybody may have": {
    text: root("submissions: {max_in_flight: ▶11}"),
    pointer: "/submissions/max_in_flight",
    code: "out_of_range",
    says: ["at most 10"],
  },
  "no attempts": {
    text: root("submissions: {max_attempts: ▶0}"),
    pointer: "/submissions/max_attempts",
    code: "out_of_range",
    says: ["at least 1"],
  },
};

describe("limits, schedule and submissions are judged at the place that is wrong", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });
});
