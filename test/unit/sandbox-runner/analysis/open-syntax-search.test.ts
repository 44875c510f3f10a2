import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { SyntaxSearch } from "#core/grading/syntax-port.ts";
import { openSyntaxSearch } from "#runner/analysis/open-syntax-search.ts";
import { type SearchChild, startSearchProcess } from "#runner/analysis/start-search-process.ts";

const never = new AbortController().signal;
const limits = { cpuSeconds: 10, dataBytes: 1024 * 1024 * 1024 };

const loops: SyntaxSearch = {
  language: "python",
  files: [
    { path: "a.py", text: "while x:\n  pass\n\nfor i in x: pass" },
    { path: "b.py", text: "while y: pass" },
  ],
  rules: [{ rule: { kind: "while_statement" } }, { rule: { kind: "for_statement" } }],
};

/** Counts the processes that a search starts. */
function counting(start: () => SearchChild = () => startSearchProcess(limits)) {
  const started: SearchChild[] = [];
  return {
    started,
    start: () => {
      const child = start();
      started.push(child);
      return child;
    },
  };
}

/** A program of a few lines in the place of the search process. */
function program(script: string): SearchChild {
  const child = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.on("error", () => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    exited: new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal, stderr: "its last words" }));
    }),
    kill: () => void child.kill("SIGKILL"),
  };
}

const ready = `echo '{"kind":"ready"}'; read -r question`;

describe("a search of the syntax", () => {
  it("finds the places, in the order of the rules, the files and the lines", async () => {
    await using search = openSyntaxSearch(never);
    expect(await search.search(loops)).toEqual({
      kind: "searched",
      matches: [
        { rule: 0, path: "a.py", line: 1 },
        { rule: 0, path: "b.py", line: 1 },
        { rule: 1, path: "a.py", line: 4 },
      ],
      total: 3,
    });
  });

  it("tells some of very many places, and how many there are", async () => {
    await using search = openSyntaxSearch(never);
    const files = [{ path: "a.py", text: "while x: pass\n".repeat(10_000) }];
    const result = await search.search({ ...loops, files });
    expect(result).toMatchObject({ kind: "searched", total: 10_000 });
    expect(result.kind === "searched" && result.matches.length).toBe(50);
  });

  it("starts a process with the first search, uses it for the next, and ends it with its scope", async () => {
    const { started, start } = counting();
    {
      await using search = openSyntaxSearch(never, start);
      expect(started).toHaveLength(0);
      await search.search(loops);
      await search.search({ ...loops, language: "java" }).catch(() => undefined);
      await search.search(loops);
      expect(started).toHaveLength(1);
    }
    await expect(started[0]?.exited).resolves.toMatchObject({ signal: "SIGKILL" });
  });

  it("says which rule cannot be used, and why, as the instructor's to correct", async () => {
    await using search = openSyntaxSearch(never);
    const rules = [...loops.rules, { rule: { kind: "no_such_kind" } }];
    await expect(search.search({ ...loops, rules })).rejects.toMatchObject({
      code: "release_unusable",
      context: {
        detail: expect.stringMatching(/^rule 3 cannot be used for python: .*`no_such_kind` is invalid/s),
      },
    });
  });

  it("rejects with the reason of its signal, also while it is under way", async () => {
    const cancel = new AbortController();
    const { started, start } = counting(() => program(`${ready}; exec sleep 60`));
    await using search = openSyntaxSearch(cancel.signal, start);
    const searching = search.search(loops);
    const reason = new Error("the lease is lost");
    cancel.abort(reason);
    await expect(searching).rejects.toBe(reason);
    await expect(started[0]?.exited).resolves.toMatchObject({ signal: "SIGKILL" });
    await expect(search.search(loops)).rejects.toBe(reason);
    expect(started).toHaveLength(1);
  });
});

describe("a search process that fails", () => {
  it.each([
    ["does not start", "exit 3"],
    ["is killed from outside", `${ready}; echo '{"kind":"parsing","file":0}'; kill -KILL $$`],
    ["ends by itself", `${ready}; exit 0`],
    ["crashes before it is ready", "kill -SEGV $$"],
    ["says what is no reply", `${ready}; echo '{"kind":"searched","matches":"all"}'; exec sleep 60`],
    ["says no JSON", "echo hello; exec sleep 60"],
    ["floods its output", `${ready}; exec head -c 10000000 /dev/zero`],
    [
      "names a file that there is not",
      `${ready}; echo '{"kind":"searched","matches":[{"rule":0,"file":7,"line":1}],"total":1,"cpuMs":1}'; exec sleep 60`,
    ],
  ])("is the platform's fault when it %s", async (_what, script) => {
    const { started, start } = counting(() => program(script));
    await using search = openSyntaxSearch(never, start);
    await expect(search.search(loops)).rejects.toMatchObject({
      code: "analysis_unavailable",
      blame: "platform",
      retry: "other-host",
    });
    expect(started).toHaveLength(1);
  });

  it("is tried once more when it crashes on a file, and then the file is to blame", async () => {
    const crash = `${ready}; echo '{"kind":"parsing","file":0}'; echo '{"kind":"parsing","file":1}'; kill -SEGV $$`;
    const { started, start } = counting(() => program(crash));
    await using search = openSyntaxSearch(never, start);
    expect(await search.search(loops)).toEqual({ kind: "unreadable", path: "b.py" });
    expect(started).toHaveLength(2);
  });

  it("is forgotten when the second one gets through", async () => {
    const results = [
      `${ready}; echo '{"kind":"parsing","file":0}'; kill -SEGV $$`,
      `${ready}; echo '{"kind":"searched","matches":[],"total":0,"cpuMs":1}'; exec sleep 60`,
    ];
    const { start } = counting(() => program(results.shift() ?? "exit 1"));
    await using search = openSyntaxSearch(never, start);
    expect(await search.search(loops)).toEqual({ kind: "searched", matches: [], total: 0 });
  });

  it("crashes on a rule, before any file, by the instructor's doing", async () => {
    const { start } = counting(() => program(`${ready}; kill -ABRT $$`));
    await using search = openSyntaxSearch(never, start);
    await expect(search.search(loops)).rejects.toMatchObject({ code: "release_unusable" });
  });

  it("is replaced when it has used much of the time it has", async () => {
    const spent = `${ready}; echo '{"kind":"searched","matches":[],"total":0,"cpuMs":9000}'; exec sleep 60`;
    const { started, start } = counting(() => program(spent));
    await using search = openSyntaxSearch(never, start);
    await search.search(loops);
    await search.search(loops);
    expect(started).toHaveLength(2);
  });

  it("is not started again for a file that is known to end it", async () => {
    const crash = `${ready}; echo '{"kind":"parsing","file":1}'; kill -SEGV $$`;
    const { started, start } = counting(() => program(crash));
    await using search = openSyntaxSearch(never, start);
    await search.search(loops);
    expect(await search.search(loops)).toEqual({ kind: "unreadable", path: "b.py" });
    expect(started).toHaveLength(2);
  });

  it("is given up for a grading whose files have taken far too much time together", async () => {
    const slow = `${ready}; echo '{"kind":"searched","matches":[],"total":0,"cpuMs":9000}'; exec sleep 60`;
    const { started, start } = counting(() => program(slow));
    await using search = openSyntaxSearch(never, start);
    for (let index = 0; index < 4; index += 1) {
      expect(await search.search(loops)).toMatchObject({ kind: "searched" });
    }
    expect(await search.search(loops)).toEqual({ kind: "unreadable", path: "a.py" });
    expect(started).toHaveLength(4);
  });
});
