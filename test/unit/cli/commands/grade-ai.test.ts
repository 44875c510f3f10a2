import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { GradingResult } from "#core/grading/result.ts";
import { answered, type BedrockServer, openBedrockServer, refused } from "#test/support/bedrock-server.ts";
import { cliWithHome } from "#test/support/cli.ts";
import { verdicts } from "#test/unit/core/ai/answers.ts";

const home = mkdtempSync(join(tmpdir(), "assay-grade-ai-"));
afterAll(() => rmSync(home, { recursive: true }));

const test = (name: string, type: string) => `{ name: ${name}, type: ${type}, algorithm_name: Quick Sort }`;
const judged = folder("judged", {
  "assignment.yaml": `
template: static_analysis
languages: [python]
criteria:
  base:
    weight: 100
    tests:
      - ${test("sorts", "ai_sorting_algorithm")}
      - ${test("searches", "ai_search_algorithm")}
feedback: { mode: ai }
`,
});
const explained = folder("explained", {
  "assignment.yaml": `
template: webdev
criteria:
  base:
    weight: 100
    tests: [{ name: paragraphs, type: has_tag, file: main.py, tag: p, required_count: 1 }]
feedback: { mode: ai }
`,
});
const submission = folder("submission", { "main.py": "def sort(a): return sorted(a)\n" });

function folder(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(home, name);
  mkdirSync(path);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

function cliWithModel(server: BedrockServer, env: Readonly<Record<string, string>> = {}) {
  return cliWithHome(home, {
    ASSAY_AI_MODEL_ID: "eu.example.model-v1:0",
    ASSAY_AI_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.endpoint,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "x",
    ...env,
  });
}

describe("assay grade with a language model", () => {
  it("asks once for all AI tests, and once for feedback", async () => {
    await using server = await openBedrockServer((_, number) =>
      number === 1
        ? answered(verdicts(["base/sorts", 0, "It calls sorted()."], ["base/searches", 250]))
        : answered({ feedback: "Write the loop yourself." }),
    );

    const { exitCode, stdout } = await cliWithModel(server).run("grade", judged, submission, "--json");

    expect(exitCode).toBe(0);
    expect(GradingResult.parse(JSON.parse(stdout))).toMatchObject({
      outcome: "graded",
      score: 50,
      aiFeedback: { kind: "written", text: "Write the loop yourself." },
    });
    expect(server.calls).toHaveLength(2);
  });

  it("shows a report without feedback, and says here why there is none", async () => {
    await using server = await openBedrockServer(() => refused(403, "AccessDeniedException"));

    const { exitCode, stdout, stderr } = await cliWithModel(server).run("grade", explained, submission);

    expect(exitCode).toBe(0);
    expect(stdout).toContain("The language model did not answer this time.");
    expect(stderr).toMatch(/no feedback by the language model: .*AccessDeniedException/);
  });

  it("names the variable that is wrong", async () => {
    await using server = await openBedrockServer(() => refused(403, "AccessDeniedException"));
    const cli = cliWithModel(server, { ASSAY_AI_TOKENS_PER_DAY: "many" });

    const { exitCode, stderr } = await cli.run("grade", explained, submission);

    expect(exitCode).toBe(1);
    expect(stderr).toContain("ASSAY_AI_TOKENS_PER_DAY='many'");
    expect(server.calls).toEqual([]);
  });
});

describe("assay grade without a language model", () => {
  const cli = cliWithHome(home);

  it("gives no score where a model must judge, names what to set, and asks nobody", async () => {
    await using server = await openBedrockServer(() => refused(403, "AccessDeniedException"));
    const reachable = cliWithHome(home, { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.endpoint });
    const { exitCode, stdout } = await reachable.run("grade", judged, submission);
    expect(exitCode).toBe(2);
    expect(server.calls).toEqual([]);
    expect(stdout).toContain("AI is switched off here: ASSAY_AI_MODEL_ID is not set");
  });

  it("grades where one would only write feedback, and says that none does", async () => {
    const { exitCode, stdout } = await cli.run("grade", explained, submission);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("No language model is switched on here.");
  });
});
