import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { zstdCompressSync } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { Asset } from "#core/assignment/assignment.ts";
import { bundlePath, bundleTar } from "#core/assignment/bundle.ts";
import { Sha256, sha256Hex } from "#core/submission/ids.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { openBundleCache } from "#runner/prepare/bundle-cache.ts";
import { mountedBundleBytes } from "#runner/prepare/extracted-bundle.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import { definition } from "#test/support/releases.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";

const MiB = 1024 * 1024;

/** Says what it finds at its assets' places, and of the mount. */
const look = `
import hashlib, json, os
def digest(path):
    try: return hashlib.sha256(open(path, "rb").read()).hexdigest()
    except OSError as error: return error.strerror
seen = {name: digest("/tmp/" + name) for name in ["data/words.bin", "answers.bin", "notes.txt", "mine.txt"]}
seen["mounted"] = len(os.listdir("/assay-assets"))
try:
    with open("/tmp/mine.txt", "a") as file: file.write("more")
    seen["mine.txt"] += " writable"
except OSError: pass
`;
const checker = `${look}
print(json.dumps({"score": 70, "message": json.dumps({"student": json.load(open("stdout.txt")), "checker": seen})}))
`;

it("a dataset is mounted for student and checker, and for the student nothing that only the checker may see", async () => {
  await using settings = await sandboxSettings({ warm: 1 });
  await using pool = await openSandboxPool(settings);
  const contents = {
    "data/words.bin": randomBytes(mountedBundleBytes),
    "answers.bin": randomBytes(4 * MiB),
    "notes.txt": Buffer.from("notes"),
    "mine.txt": Buffer.from("mine"),
    "checker.py": Buffer.from(checker),
  };
  const isGraders = (name: string) => ["answers.bin", "checker.py"].includes(name);
  const assets = Object.keys(contents).map((name): Asset => {
    const target = `/tmp/${name}`;
    const common = { source: name, declaredTarget: target, target, readOnly: name !== "mine.txt" };
    return isGraders(name) ? { ...common, visibility: "grader" } : common;
  });
  const entries = Object.entries(contents).map(([name, content]) => ({
    path: bundlePath({ target: `/tmp/${name}` }),
    sizeBytes: content.length,
    readOnly: name !== "mine.txt",
    open: () => Readable.from([content]),
  }));
  const tar = await buffer(Readable.from(bundleTar(entries)));
  const bundle = { digest: Sha256.parse(sha256Hex(tar)), tarBytes: tar.length, files: entries.length };
  const cache = await openBundleCache({
    dir: join(settings.stateDir, "bundles"),
    maxDiskBytes: 200 * MiB,
    maxMemoryBytes: 0,
    memoryFileBytes: 0,
    extractedBytes: mountedBundleBytes,
    fetch: async () => Readable.from([zstdCompressSync(tar)]),
  });
  await using cached = await cache.acquire(bundle, new AbortController().signal);
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
        setup: { assets, languages: {} },
      },
      files: [{ path: "main.py", content: Buffer.from(`${look}print(json.dumps(seen))`), executable: false }],
      requestedLanguage: "python",
      locale: "en",
      bundle: cached,
    },
    { pool, clock: () => performance.now(), onProgress: () => undefined },
    new AbortController().signal,
  );

  // From the pool: what is mounted asks for no larger sandbox.
  expect(run).toMatchObject({ outcome: "graded", score: 70, sandbox: { warm: true } });
  const message = run.outcome === "graded" ? (run.tests[0]?.message ?? "") : "";
  const all = {
    "data/words.bin": sha256Hex(contents["data/words.bin"]),
    "answers.bin": sha256Hex(contents["answers.bin"]),
    "notes.txt": sha256Hex(contents["notes.txt"]),
    "mine.txt": `${sha256Hex(contents["mine.txt"])} writable`,
    mounted: 2,
  };
  expect(JSON.parse(message)).toEqual({
    student: { ...all, "answers.bin": "No such file or directory", mounted: 1 },
    checker: all,
  });
});
