import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAllowance } from "#core/ai/allowance.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { type GradedSubmission, writeFeedback } from "#core/ai/write-feedback.ts";
import { WrittenFeedback } from "#core/ai/written-feedback.ts";
import { AssayError } from "#core/errors.ts";
import { testResult } from "#test/unit/core/report/results.ts";
import { fakeModel } from "./answers.ts";

const submission: GradedSubmission = {
  wishes: { solutions: "hint" },
  report: undefined,
  tests: [testResult()],
  files: [file("main.py", "print(9)\n"), file("src/util.py", "pass\n"), file("a.png", "\u0000")],
  locale: "en",
  fence: "f00d",
};

function file(path: string, text: string) {
  return { path, content: Buffer.from(text), executable: false };
}

async function write(
  port: AiPort,
  changes: Partial<GradedSubmission> = {},
  signal = new AbortController().signal,
) {
  const failures: unknown[] = [];
  const allowance = openAllowance(port, port.tokensPerGrading, "a grading");
  const terms = {
    allowance,
    waitMs: port.feedbackWaitMs,
    onFailure: (error: unknown) => void failures.push(error),
  };
  return { failures, feedback: await writeFeedback({ ...submission, ...changes }, terms, signal) };
}

describe("feedback by a model", () => {
  it("is asked for with one question, about every text file", async () => {
    const model = fakeModel(() => ({ feedback: " Look at line 1.\n\nWell done. " }));

    const { feedback, failures } = await write(model);

    expect(feedback).toEqual({ kind: "written", text: "Look at line 1.\nWell done." });
    expect(failures).toEqual([]);
    expect(model.requests).toHaveLength(1);
    const { prompt } = model.requests[0] ?? { prompt: "" };
    expect(prompt.match(/^<<<f00d .*$/gm)).toEqual([
      '<<<f00d "results"',
      '<<<f00d "main.py"',
      '<<<f00d "src/util.py"',
    ]);
  });

  it("is about the files and folders that the instructor named", async () => {
    const model = fakeModel(() => ({ feedback: "x" }));
    await write(model, { wishes: { solutions: "hint", files: ["src", "missing.py", "main"] } });
    expect(model.requests[0]?.prompt).toContain('"src/util.py"');
    expect(model.requests[0]?.prompt).not.toContain('"main.py"');
  });

  it("is not asked for when the files are more than the grading may still spend on", async () => {
    const model = fakeModel(() => ({ feedback: "x" }), { tokensPerGrading: 3_000 });
    const { feedback } = await write(model, { files: [file("main.py", "x".repeat(10_000))] });
    expect(feedback).toEqual({ kind: "missing", reason: "budget" });
    expect(model.requests).toEqual([]);
  });

  it.each([
    ["another form", { verdicts: [] }],
    ["a key more", { feedback: "x", score: 100 }],
    ["no text", { feedback: 100 }],
    ["nothing but blanks", { feedback: " \n\u2028\n" }],
    ["nothing", undefined],
  ])("that is %s is none", async (_, answer) => {
    const { feedback, failures } = await write(fakeModel(() => answer));
    expect(feedback).toEqual({ kind: "missing", reason: "unavailable" });
    expect(failures).toMatchObject([{ code: "ai_unavailable" }]);
  });

  it("is none when the provider fails, and says why to those who can do something about it", async () => {
    const error = new AssayError("ai_unavailable", { detail: "AccessDeniedException" });
    const { feedback, failures } = await write(fakeModel(() => Promise.reject(error)));
    expect(feedback).toEqual({ kind: "missing", reason: "unavailable" });
    expect(failures).toEqual([error]);
  });

  it("is not waited for beyond its bound, even by a port that does not listen", async () => {
    const model = fakeModel(() => new Promise<never>(() => undefined), { waitMs: 30 });
    const startedAt = performance.now();
    const { feedback, failures } = await write(model);
    expect(feedback).toEqual({ kind: "missing", reason: "late" });
    expect(failures).toMatchObject([{ name: "TimeoutError" }]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("ends with the grading when that is cancelled", async () => {
    const cancel = new AbortController();
    const reason = new Error("lease lost");
    const model = fakeModel(() => {
      cancel.abort(reason);
      return new Promise<never>(() => undefined);
    });
    await expect(write(model, {}, cancel.signal)).rejects.toBe(reason);
  });

  it("fits into a result whatever a model answers", async () => {
    const answer = fc.oneof(
      fc.anything(),
      fc.record({ feedback: fc.string({ unit: "binary" }) }),
      fc.record({
        feedback: fc.constantFrom("x".repeat(9_999), "x\n".repeat(9_999), "\ud800"),
      }),
    );
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        const { feedback } = await write(fakeModel(() => given));
        expect(WrittenFeedback.parse(feedback)).toEqual(feedback);
      }),
    );
  });
});
