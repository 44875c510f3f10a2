import { describe, expect, it } from "vitest";
import {
  ProgramCommand,
  programCommandProblems,
  resolveProgramCommand,
} from "#core/templates/input-output/program-command.ts";

describe("a program command", () => {
  it.each([
    ["make run && ./a.out", { shell: "make run && ./a.out" }],
    [["python3", "my main.py"], { argv: ["python3", "my main.py"] }],
    ["CMD", { argv: ["python3", "main.py"] }],
    [{ python: "python3 x.py", java: "java X" }, { shell: "python3 x.py" }],
    [{ python: "CMD" }, { argv: ["python3", "main.py"] }],
    [{ python: ["python3", "x.py"] }, { argv: ["python3", "x.py"] }],
  ])("written as %j is run as %j", (written, command) => {
    expect(resolveProgramCommand(ProgramCommand.parse(written), "python")).toEqual(command);
  });

  it.each([
    [undefined, /missing program_command/],
    [null, /missing program_command/],
    [7, /not a command/],
    ["  ", /is empty/],
    [[], /names no program/],
    [["", "x"], /names no program/],
    ["a\0b", /NUL/],
    [{ python: 7 }, /not a command/],
  ])("written as %j is refused", (written, words) => {
    expect(ProgramCommand.safeParse(written).error?.issues[0]?.message).toMatch(words);
  });

  it("that leaves out an allowed language is refused, naming it", () => {
    expect(programCommandProblems({ java: "java Main" }, ["java", "python"])).toEqual([
      {
        path: ["program_command"],
        code: "missing_language_command",
        message: "no command for python, which the assignment allows: add 'python'",
      },
    ]);
  });

  it("may name more languages than the assignment allows; of one that is none it is told where another is missing", () => {
    expect(programCommandProblems({ c: "./main", python: "CMD" }, ["python"])).toEqual([]);
    expect(programCommandProblems({ ruby: "x", python: "x" }, ["python"])).toEqual([]);
    expect(programCommandProblems({ Python: "x" }, ["python"])).toEqual([
      {
        path: ["program_command", "Python"],
        message: "'Python' is not a language: use python, java, node, cpp, c",
      },
      expect.objectContaining({ path: ["program_command"], code: "missing_language_command" }),
    ]);
  });

  it("has no command for a language that its map inherits from Object", () => {
    expect(programCommandProblems(ProgramCommand.parse({}), ["python"])).toHaveLength(1);
    expect(resolveProgramCommand({}, "python")).toBeUndefined();
  });
});
