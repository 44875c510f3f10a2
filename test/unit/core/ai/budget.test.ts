import { describe, expect, it } from "vitest";
import { withinAiBudget } from "#core/ai/budget.ts";
import { fakeModel } from "./answers.ts";

/** 100 tokens at most: 30 characters and 90 tokens of answer. */
const request = { system: "s".repeat(10), prompt: "p".repeat(20), answerSchema: {}, maxAnswerTokens: 90 };
const { signal } = new AbortController();

function budgeted(tokensPerDay: number, answer: () => unknown = () => "") {
  const time = { now: new Date("2026-03-01T23:00:00Z") };
  const model = fakeModel(answer, { tokens: 40 });
  return { time, model, port: withinAiBudget(model, { tokensPerDay, now: () => time.now }) };
}

describe("the budget of a day", () => {
  it("counts what was really used, and refuses what could go beyond it", async () => {
    const { port, model } = budgeted(150);
    await port.ask(request, signal);
    await port.ask(request, signal);
    await expect(port.ask(request, signal)).rejects.toMatchObject({
      code: "ai_budget_spent",
      context: { detail: "the 150 tokens of 2026-03-01 are spent" },
    });
    expect(model.requests).toHaveLength(2);
  });

  it("counts a request that is on its way with the most it can take", async () => {
    const { port } = budgeted(150);
    const first = port.ask(request, signal);
    await expect(port.ask(request, signal)).rejects.toMatchObject({ code: "ai_budget_spent" });
    await first;
    await expect(port.ask(request, signal)).resolves.toMatchObject({ tokens: 40 });
  });

  it("keeps counting a request that failed, because it may have been billed", async () => {
    const { port } = budgeted(150, () => {
      throw new Error("reset");
    });
    await expect(port.ask(request, signal)).rejects.toThrow("reset");
    await expect(port.ask(request, signal)).rejects.toMatchObject({ code: "ai_budget_spent" });
  });

  it("begins anew at midnight UTC", async () => {
    const { port, time } = budgeted(100);
    await port.ask(request, signal);
    await expect(port.ask(request, signal)).rejects.toMatchObject({ code: "ai_budget_spent" });
    time.now = new Date("2026-03-02T00:00:01Z");
    await expect(port.ask(request, signal)).resolves.toMatchObject({ tokens: 40 });
  });
});
