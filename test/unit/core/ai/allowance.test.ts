import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAllowance } from "#core/ai/allowance.ts";

const { signal } = new AbortController();

describe("what a grading may spend", () => {
  it("is counted by bytes before and by the provider's tokens after", async () => {
    const port = { ask: async () => ({ answer: "", tokens: 40 }) };
    const allowance = openAllowance(port, 150, "a grading");
    const request = { system: "é".repeat(15), prompt: "", answerSchema: {}, maxAnswerTokens: 90 };

    await allowance.ask(request, signal);
    expect(allowance.tokensLeft).toBe(110);
    await allowance.ask(request, signal);
    expect(allowance.tokensLeft).toBe(70);
    await expect(allowance.ask(request, signal)).rejects.toMatchObject({
      code: "ai_budget_spent",
      context: { detail: "the 150 tokens of a grading are spent" },
    });
  });

  it("counts at the most what a provider does not count", async () => {
    const port = { ask: async () => ({ answer: "", tokens: undefined }) };
    const allowance = openAllowance(port, 150, "a grading");
    await allowance.ask(
      { system: "", prompt: "p".repeat(30), answerSchema: {}, maxAnswerTokens: 90 },
      signal,
    );
    expect(allowance.tokensLeft).toBe(50);
  });

  it("is never overspent by providers that take no more than they were allowed", async () => {
    const request = fc.record({
      bytes: fc.nat(600),
      answer: fc.nat(200),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), fc.array(request), async (tokens, requests) => {
        let used = 0;
        const settled = requests.map(({ bytes, answer, share }) => {
          const most = Math.ceil(bytes / 3) + answer;
          return { most, took: Math.floor(most * share), prompt: "p".repeat(bytes), answer };
        });
        const tooks = new Map(
          settled.map(({ prompt, answer, took }) => [`${prompt.length}/${answer}`, took]),
        );
        const port = {
          ask: async ({ prompt, maxAnswerTokens }: { prompt: string; maxAnswerTokens: number }) => {
            const took = tooks.get(`${prompt.length}/${maxAnswerTokens}`) ?? 0;
            used += took;
            return { answer: "", tokens: took };
          },
        };
        const allowance = openAllowance(port, tokens, "a grading");
        await Promise.allSettled(
          settled.map(({ prompt, answer }) =>
            allowance.ask({ system: "", prompt, answerSchema: {}, maxAnswerTokens: answer }, signal),
          ),
        );
        expect(used).toBeLessThanOrEqual(tokens);
        expect(allowance.tokensLeft).toBe(tokens - used);
      }),
    );
  });
});
