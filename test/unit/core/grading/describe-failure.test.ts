import { describe, expect, it } from "vitest";
import { describeFailure } from "#core/grading/describe-failure.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";
import { limits, outcome } from "#test/unit/core/scripted-sandbox.ts";

function describeIn(changes: Partial<CommandOutcome>, locale: "en" | "pt_br" = "en"): string {
  return describeFailure(outcome({ exitCode: 1, ...changes }), { limits, locale });
}

const cut = { text: "x", bytes: 1, truncated: true };

describe("the words for a command that failed", () => {
  it.each<[string, Partial<CommandOutcome>, RegExp]>([
    [
      "a program that is not there",
      { exitCode: null, startError: "no such file" },
      /could not be started: no such/,
    ],
    ["the wall clock", { exitCode: null, signal: "SIGKILL", timedOut: "wall" }, /after 30 s, its time limit/],
    ["the processor", { exitCode: null, signal: "SIGXCPU", timedOut: "cpu" }, /after 30 s of computing/],
    ["memory", { exitCode: null, signal: "SIGKILL", outOfMemory: true }, /more than 512 MiB of memory/],
    ["too much output", { exitCode: null, signal: "SIGPIPE", stdout: cut }, /printed more than 1 MiB/],
    ["a crash", { exitCode: null, signal: "SIGSEGV" }, /ended it with SIGSEGV/],
    ["a crash that a shell reports", { exitCode: 139 }, /exit code 139, .* crash by SIGSEGV/],
    ["its exit code", { exitCode: 3 }, /exit code 3\. It must end with exit code 0/],
  ])("name %s", (_, changes, words) => {
    expect(describeIn(changes)).toMatch(words);
  });

  it.each([
    ["en", /ended it with SIGSEGV \(it used memory that is not its own.*\)\.$/],
    ["pt_br", /encerrou com SIGSEGV \(usou memória que não é sua.*\)\.$/],
  ] as const)("say in %s what a crash usually means", (locale, words) => {
    expect(describeIn({ exitCode: null, signal: "SIGSEGV" }, locale)).toMatch(words);
    expect(describeIn({ exitCode: null, signal: "SIGKILL" }, locale)).toMatch(/SIGKILL\.$/);
  });

  it("do not depend on what it printed", () => {
    const stderr = { text: "Segmentation fault\nTraceback: error: javac", bytes: 40, truncated: false };
    expect(describeIn({ exitCode: 1, stderr })).toBe(describeIn({ exitCode: 1 }));
  });

  it("come in the student's language, with its decimal comma", () => {
    const words = describeFailure(outcome({ timedOut: "wall" }), {
      limits: { ...limits, wallMs: 1_500 },
      locale: "pt_br",
    });
    expect(words).toContain("após 1,5 s, o limite de tempo");
  });
});
