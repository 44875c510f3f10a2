import { describe, expect, it } from "vitest";
import { judges } from "#cli/push/await-validation.ts";
import type { ValidationReport } from "#core/assignment/validation.ts";

const definition = { key: "c/a/assignment.yaml", versionId: "d2" };
const asset = { key: "c/a/assets/data.csv", versionId: "a2" };
const pushed = { definition, assets: [asset] };

describe("a validation report", () => {
  it("answers a push when it judged the versions that were pushed", () => {
    expect(judges(report({ ok: true, inputs: [definition, asset] }), pushed, undefined)).toBe(true);
  });

  it("does not answer a push when it judged an older assignment file", () => {
    expect(
      judges(report({ ok: true, inputs: [{ ...definition, versionId: "d1" }, asset] }), pushed, undefined),
    ).toBe(false);
  });

  it("does not answer a push when it judged an older asset", () => {
    const stale = [definition, { ...asset, versionId: "a1" }];

    expect(judges(report({ ok: true, inputs: stale }), pushed, undefined)).toBe(false);
    expect(judges(report({ ok: false, inputs: stale }), pushed, undefined)).toBe(false);
  });

  it("answers a push of an assignment file that could not be read, with no word of assets", () => {
    expect(judges(report({ ok: false, inputs: [definition] }), pushed, undefined)).toBe(true);
    expect(judges(report({ ok: true, inputs: [definition] }), pushed, undefined)).toBe(false);
  });

  it("answers a push when it refused to judge any file, but not with what it said before", () => {
    const before = report({ ok: false, inputs: [] });
    const after = { ...before, checkedAt: "2026-01-01T00:00:01.000Z" };

    expect(judges(before, pushed, before)).toBe(false);
    expect(judges(after, pushed, before)).toBe(true);
  });
});

function report(part: Pick<ValidationReport, "ok" | "inputs">): ValidationReport {
  return { schema: 1, findings: [], checkedAt: "2026-01-01T00:00:00.000Z", ...part };
}
