import { describe, expect, it } from "vitest";
import { openAiJudge } from "#core/ai/ai-judge.ts";
import { openAllowance } from "#core/ai/allowance.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { AssayError } from "#core/errors.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { category, subject, testNamed } from "#test/unit/core/criteria.ts";
import { fakeModel, verdicts } from "./answers.ts";

const quick = aiTest("quick", "ai_sorting_algorithm", "Quick Sort");
const dijkstra = { ...aiTest("dijkstra", "ai_graph_algorithm", "Dijkstra"), file: "graph.py" };
const criteria = {
  base: category({ tests: [testNamed("sum"), quick] }),
  bonus: category({ subjects: [subject("graphs", { tests: [dijkstra] })] }),
};
const sort = file("sort.py", "def sort(a): ...\n");
const graph = file("graph.py", "def path(g): ...\n");

function aiTest(id: string, type: string, algorithm: string) {
  return testNamed(id, { type, template: "static_analysis", parameters: { algorithm_name: algorithm } });
}

function file(path: string, text: string): SubmissionFile {
  return { path, content: Buffer.from(text), executable: false };
}

function judge(port: AiPort, files: readonly SubmissionFile[]) {
  const grading = { criteria, files, locale: "en", fence: "f00d" } as const;
  const allowance = openAllowance(port, port.tokensPerGrading, "a grading");
  return openAiJudge(allowance, grading, new AbortController().signal);
}

describe("the AI tests of a grading", () => {
  it("are asked about together, once, and answered by their ids", async () => {
    const model = fakeModel(() =>
      verdicts(["dijkstra", 0, "A breadth-first search."], ["quick", 100, "Good."]),
    );
    const judged = judge(model, [sort, graph]);

    expect(await Promise.all(["quick", "dijkstra", "quick"].map((id) => judged.verdictOf(id)))).toEqual([
      { kind: "judged", score: 100, feedback: "Good." },
      { kind: "judged", score: 0, feedback: "A breadth-first search." },
      { kind: "judged", score: 100, feedback: "Good." },
    ]);
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]?.prompt).toContain('"id":"quick"');
    expect(model.requests[0]?.prompt).toContain('"paths":["graph.py"]');
    expect(model.requests[0]?.prompt).not.toContain('"id":"sum"');
  });

  it("cost nothing before one of them is reached", () => {
    const model = fakeModel(() => verdicts());
    judge(model, [sort]);
    expect(model.requests).toEqual([]);
  });

  it("find nothing to read where their file is missing or is no text, and the model is not asked about it", async () => {
    const model = fakeModel(() => verdicts());
    const picture = { path: "a.png", content: Buffer.from([0xff, 0xd8, 0]), executable: false };
    const judged = judge(model, [picture]);
    expect(await judged.verdictOf("quick")).toEqual({ kind: "nothing-to-read" });
    expect(await judged.verdictOf("dijkstra")).toEqual({ kind: "nothing-to-read" });
    expect(model.requests).toEqual([]);
  });

  it("are not asked about when the files are more than a grading may spend on", async () => {
    const model = fakeModel(() => verdicts(), { tokensPerGrading: 2_000 });
    const verdict = await judge(model, [file("sort.py", "x".repeat(4_000))]).verdictOf("quick");
    expect(verdict).toMatchObject({ kind: "too-large", limitBytes: 4_200 });
    expect(model.requests).toEqual([]);
  });

  it("that alone are more than a grading may spend on are the instructor's to mend, and no student's zero", async () => {
    const model = fakeModel(() => verdicts(), { tokensPerGrading: 700 });
    await expect(judge(model, [sort]).verdictOf("quick")).rejects.toMatchObject({
      code: "release_unusable",
      context: { detail: expect.stringContaining("ASSAY_AI_TOKENS_PER_GRADING") },
    });
    expect(model.requests).toEqual([]);
  });

  it("have no verdict when the provider fails: its error is no student's zero", async () => {
    const model = fakeModel(() => {
      throw new AssayError("ai_unavailable");
    });
    await expect(judge(model, [sort]).verdictOf("quick")).rejects.toMatchObject({
      code: "ai_unavailable",
      blame: "platform",
    });
  });
});
