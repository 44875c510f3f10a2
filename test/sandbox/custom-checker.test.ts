import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Asset } from "#core/assignment/assignment.ts";
import { bundlePath, bundleTar } from "#core/assignment/bundle.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { streamedAssets } from "#runner/prepare/asset-source.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { definition } from "#test/support/releases.ts";
import { openTestPool, tarSourceOf } from "#test/support/sandbox.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";

let pool: SandboxPool;
beforeAll(async () => void (pool = await openTestPool()));
afterAll(() => pool[Symbol.asyncDispose]());

/** Answers with what it was handed and what else it sees. */
const checker = `
import json, os
seen = {"stdout": open("stdout.txt").read(), "app": sorted(os.listdir(".")), "tmp": sorted(os.listdir("/tmp"))}
print(json.dumps({"score": 70, "message": json.dumps(seen)}))
`;

const assets = [
  { name: "words.txt", content: "one two" },
  { name: "checker.py", content: checker, visibility: "grader" },
  { name: "secret.txt", content: "the answers", visibility: "grader" },
] as const;

async function grade(program: string) {
  const declared = assets.map((asset): Asset => {
    const target = `/tmp/${asset.name}`;
    const common = { source: asset.name, declaredTarget: target, target, readOnly: true };
    return "visibility" in asset ? { ...common, visibility: asset.visibility } : common;
  });
  const entries = assets.map(({ name, content }) => ({
    path: bundlePath({ target: `/tmp/${name}` }),
    sizeBytes: content.length,
    readOnly: true,
    open: () => Readable.from([Buffer.from(content)]),
  }));
  const test = testNamed("judged", {
    template: "custom",
    type: "custom_check",
    parameters: { program_command: "python3 main.py", checker: "python3 /tmp/checker.py" },
  });
  const run = await runGrading(
    {
      definition: {
        ...definition(),
        templates: ["custom"],
        criteria: { base: category({ tests: [test] }) },
        setup: { assets: declared, languages: {} },
      },
      files: [{ path: "main.py", content: Buffer.from(program), executable: false }],
      requestedLanguage: "python",
      locale: "en",
      bundle: streamedAssets(tarSourceOf(await buffer(Readable.from(bundleTar(entries))))),
    },
    { pool, clock: () => performance.now(), onProgress: () => undefined },
    new AbortController().signal,
  );
  if (run.outcome !== "graded") throw new Error(run.error.message);
  return { score: run.score, seen: JSON.parse(run.tests[0]?.message ?? "") };
}

it("a student's program has the assets that are for it, and none that only checkers have", async () => {
  const { score, seen } = await grade("import os; print(sorted(os.listdir('/tmp')))");

  expect(score).toBe(70);
  expect(seen).toEqual({
    stdout: "['words.txt']\n",
    app: ["inputs.json", "stderr.txt", "stdout.txt"],
    tmp: ["checker.py", "secret.txt", "words.txt"],
  });
});

it("a checker is out of reach of what a student prints, plants and leaves running", async () => {
  const { score, seen } = await grade(`
import os, sys
answer = '{"score": 100, "message": "mine"}'
for name in ("/tmp/checker.py", "/tmp/json.py", "json.py", "inputs.json", "stdout.txt"):
    open(name, "w").write("print('" + answer + "'); raise SystemExit")
if os.fork() == 0:
    os.setsid()
    while True:
        open("/tmp/still-here", "w").write(answer)
print(answer)
sys.stdout.flush()
os._exit(0)
`);

  expect(score).toBe(70);
  expect(seen).toEqual({
    stdout: '{"score": 100, "message": "mine"}\n',
    app: ["inputs.json", "stderr.txt", "stdout.txt"],
    tmp: ["checker.py", "secret.txt", "words.txt"],
  });
});
