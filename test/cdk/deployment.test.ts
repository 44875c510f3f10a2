import { describe, expect, it } from "vitest";
import { Deployment } from "#core/deployment.ts";
import { synthesiseStacks } from "#test/support/stacks.ts";

const { storage, pipeline } = synthesiseStacks();

describe("the outputs of the stacks", () => {
  it("are what the CLI and the runner look for, and nothing else", () => {
    const own = (outputs: object) => Object.keys(outputs).filter((name) => !name.startsWith("ExportsOutput"));
    const names = [...own(storage.findOutputs("*")), ...own(pipeline.findOutputs("*"))];

    expect(names.sort()).toEqual(Object.keys(Deployment.shape).sort());
  });
});
