import { describe, expect, it } from "vitest";
import type { Assignment } from "#core/assignment/assignment.ts";
import { needsSandbox } from "#core/grading/needs-sandbox.ts";
import type { Template } from "#core/grading/test-function.ts";
import { definition } from "#test/support/releases.ts";
import { category, subject, testNamed } from "#test/unit/core/criteria.ts";

const registry: ReadonlyMap<string, Template> = new Map(
  [
    { name: "runs", requiresSandbox: true, functions: new Map() },
    { name: "reads", requiresSandbox: false, functions: new Map() },
  ].map((template) => [template.name, template]),
);
const reads = testNamed("a", { template: "reads" });
const runs = testNamed("b", { template: "runs" });
const reading: Assignment = { ...definition(), criteria: { base: category({ tests: [reads] }) } };

describe("a grading", () => {
  it("needs no sandbox when it only reads files", () => {
    expect(needsSandbox(reading, "python", registry)).toBe(false);
    expect(needsSandbox(reading, undefined, registry)).toBe(false);
  });

  it("needs one for a test that runs something, wherever it stands", () => {
    const deep = subject("outer", { subjects: [subject("inner", { tests: [reads, runs] })] });
    const criteria = { base: category({ tests: [reads] }), penalty: category({ subjects: [deep] }) };

    expect(needsSandbox({ ...reading, criteria }, "python", registry)).toBe(true);
  });

  it("needs one for a test of a template that is not known here", () => {
    const criteria = { base: category({ tests: [testNamed("a", { template: "newer" })] }) };

    expect(needsSandbox({ ...reading, criteria }, "python", registry)).toBe(true);
  });

  it("needs one for the setup commands of its own language only", () => {
    const setupCommands = [{ name: "build", command: { shell: "make" } }];
    const setup = { assets: [], languages: { c: { requiredFiles: [], setupCommands } } };

    expect(needsSandbox({ ...reading, setup }, "c", registry)).toBe(true);
    expect(needsSandbox({ ...reading, setup }, "python", registry)).toBe(false);
  });

  it("needs one for assets", () => {
    const asset = { source: "a", declaredTarget: "/tmp/a", target: "/tmp/a", readOnly: true };
    const setup = { assets: [asset], languages: {} };

    expect(needsSandbox({ ...reading, setup }, "python", registry)).toBe(true);
  });
});
