import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";

function read(lines: readonly string[], { languages = "python, node", type = "health_check" } = {}) {
  const text = [
    "template: [api, input_output]",
    `languages: [${languages}]`,
    "criteria:",
    "  base:",
    "    weight: 100",
    `    tests: [{ name: t, type: ${type}${type === "dont_fail" ? ", program_command: CMD" : ""} }]`,
    ...lines,
  ].join("\n");
  const result = readAssignment(text, "assignment.yaml");
  return result.ok
    ? result.assignment
    : result.findings.map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe("the server of an assignment", () => {
  it("has a command for every language, and a port and a time that need not be said", () => {
    expect(read(["server: { command: { python: python3 s.py, node: [node, s.js] } }"])).toMatchObject({
      server: {
        commands: { python: { shell: "python3 s.py" }, node: { argv: ["node", "s.js"] } },
        port: 8000,
        readyMs: 10_000,
      },
    });
    expect(read(["server: { command: ./serve, port: 5000, ready_timeout: 1m }"])).toMatchObject({
      server: { commands: { python: { shell: "./serve" } }, port: 5000, readyMs: 60_000 },
    });
  });

  it("is needed where a test asks it, and only there", () => {
    expect(read([])).toEqual([expect.stringMatching(/^\/server: missing 'server': the tests of 'api'/)]);
    expect(read([], { type: "dont_fail" })).not.toHaveProperty("server");
  });

  it.each([
    ["server: { command: { python: s } }", "/server/command: no command for node"],
    ["server: { command: s, port: 80 }", "/server/port: "],
    ["server: { command: s, port: 70000 }", "/server/port: "],
    ["server: { command: s, ready_timeout: 1h }", "/server/ready_timeout: "],
    ["server: { port: 8000 }", "/server/command: "],
    ["server: { command: s, prot: 8000 }", "/server/prot: unknown key 'prot'; did you mean 'port'?"],
  ])("%s is refused", (line, problem) => {
    expect(read([line])).toEqual([expect.stringContaining(problem)]);
  });
});

describe("the isolation of tests", () => {
  const server = "server: { command: s }";

  it("is shared unless it is fresh", () => {
    expect(read([server])).not.toHaveProperty("isolation");
    expect(read([server, "isolation: shared"])).not.toHaveProperty("isolation");
    expect(read([server, "isolation: fresh"])).toMatchObject({ isolation: "fresh" });
  });

  it("is nothing else", () => {
    expect(read([server, "isolation: none"])).toEqual([expect.stringMatching(/^\/isolation: /)]);
  });
});
