import { describe, expect, it } from "vitest";
import type { Assignment } from "#core/assignment/assignment.ts";
import type { CommandRequest } from "#core/grading/sandbox-port.ts";
import { printed } from "#test/support/fake-sandbox.ts";
import { grading } from "#test/support/grading.ts";
import { definition, outputTest } from "#test/support/releases.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";

describe("the time of a whole grading", () => {
  const tests = ["a", "b", "c"].map((name) => ({ name, command: name, expected: "" }));

  it("cuts the limit of a command to what is left, and is not the student's while the sandbox is prepared", async () => {
    const { run, pool, time } = grading(
      { tests, gradingWallMs: 10_000, wallMs: 6_000 },
      {
        take: () => void (time.ms += 60_000),
        inject: () => void (time.ms += 60_000),
        run: () => {
          time.ms += 4_000;
          return {};
        },
      },
    );

    expect(await run()).toMatchObject({ outcome: "graded", score: 100 });
    expect(pool.taken[0]?.requests.map(({ limits }) => limits.wallMs)).toEqual([6_000, 6_000, 2_000]);
  });

  it("makes the tests after its end worth nothing and says why, without asking the sandbox", async () => {
    const { run, pool, time } = grading(
      { tests, gradingWallMs: 10_000 },
      {
        run: () => {
          time.ms += 10_000;
          return {};
        },
      },
    );

    const graded = await run();

    expect(graded).toMatchObject({
      outcome: "graded",
      tests: [{ score: 100 }, { score: 0 }, { score: 0 }],
    });
    expect(graded.outcome === "graded" && graded.tests[1]?.message).toMatch(/whole grading took too long/);
    expect(pool.taken[0]?.requests).toHaveLength(1);
  });

  it("rejects when it ends between setup commands", async () => {
    const setupCommands = [
      { name: "slow", shell: "slow" },
      { name: "next", shell: "next" },
    ];
    const { run, time } = grading(
      { setupCommands, gradingWallMs: 10_000 },
      { run: () => ((time.ms += 10_000), {}) },
    );

    expect(await run()).toMatchObject({
      outcome: "rejected",
      error: { code: "setup_command_timeout", context: { name: "next", limitMs: 10_000 } },
      setup: [{ name: "slow" }],
    });
  });

  it("does not pass while the sandboxes of single tests boot", async () => {
    const isolated: Assignment = { ...definition({ tests, gradingWallMs: 10_000 }), isolation: "fresh" };
    const { run, pool, time } = grading(
      {},
      { take: () => void (time.ms += 60_000), run: () => ((time.ms += 3_000), {}) },
      { definition: isolated },
    );

    expect(await run()).toMatchObject({ outcome: "graded", score: 100 });
    expect(pool.taken).toHaveLength(3);
  });

  it("is over for what runs, and not for a test that only reads files", async () => {
    const criteria = category({
      tests: [
        outputTest({ name: "runs", command: "a", expected: "" }),
        outputTest({ name: "runs again", command: "b", expected: "" }),
        testNamed("reads", {
          template: "webdev",
          type: "has_tag",
          parameters: { tag: "p", required_count: 1 },
        }),
      ],
    });
    const { run, time } = grading(
      {},
      { run: () => ((time.ms += 10_000), {}) },
      {
        definition: { ...definition({ gradingWallMs: 10_000 }), criteria: { base: criteria } },
        files: [{ path: "index.html", content: Buffer.from("<p>"), executable: false }],
        requestedLanguage: "python",
      },
    );

    expect(await run()).toMatchObject({ tests: [{ score: 100 }, { score: 0 }, { score: 100 }] });
  });
});

describe("the time of checkers", () => {
  const checked = (number: number) =>
    testNamed(`checked ${number}`, {
      template: "custom",
      type: "custom_check",
      parameters: { inputs: [], program_command: "student", checker: "checker" },
    });
  const criteria = { base: category({ tests: [checked(1), checked(2), checked(3)] }) };
  const inTime = { ...definition({ gradingWallMs: 10_000, wallMs: 6_000 }), criteria };
  const taking =
    (ms: Readonly<Record<string, number>>, time: { ms: number }) => (request: CommandRequest) => {
      const command = "shell" in request.command ? request.command.shell : "";
      time.ms += ms[command] ?? 0;
      return command === "checker" ? { stdout: printed('{"score": 100, "message": "good"}') } : {};
    };

  it("is none of the student's, nor the student's theirs", async () => {
    const { run, pool, time } = grading(
      {},
      { run: (request) => taking({ student: 3_000, checker: 3_000 }, time)(request) },
      { definition: inTime },
    );

    expect(await run()).toMatchObject({ outcome: "graded", score: 100 });
    const walls = pool.taken.map(({ requests }) => requests.map(({ limits }) => limits.wallMs));
    expect(walls).toEqual([[6_000, 6_000, 4_000], [6_000], [6_000], [4_000]]);
  });

  it("is the instructor's to shorten when it is used up, and costs no student points", async () => {
    const { run, time } = grading(
      {},
      { run: (request) => taking({ checker: 5_000 }, time)(request) },
      { definition: inTime },
    );

    await expect(run()).rejects.toMatchObject({
      code: "release_unusable",
      context: { detail: expect.stringContaining("more than 10 s together (limits.grading.wall)") },
    });
  });
});
