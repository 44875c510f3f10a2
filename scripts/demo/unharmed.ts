import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { GradingResult } from "#core/grading/result.ts";

/** What a hostile submission should not have been able to do; empty when it did not. */
export async function harmDone(hostile: GradingResult, runnerDir: string): Promise<readonly string[]> {
  const succeeded =
    hostile.outcome === "graded" ? hostile.tests.flatMap((test) => successes(test.stdout?.text ?? "")) : [];
  const damaged = await damagedBundles(runnerDir);
  return [
    ...succeeded.map((line) => `an attack worked: ${line}`),
    ...damaged.map((file) => `${file} is damaged`),
  ];
}

/** The submission says so itself of each of its attacks. */
function successes(output: string): readonly string[] {
  return output.split("\n").filter((line) => line.includes("SUCCEEDED"));
}

/** Cached bundles are called by the digest of what they hold: the datasets of all gradings on this host. */
async function damagedBundles(runnerDir: string): Promise<readonly string[]> {
  const files = (await readdir(runnerDir, { recursive: true })).filter((file) =>
    /[0-9a-f]{64}\.tar$/.test(file),
  );
  if (files.length === 0) return ["the cache of bundles, which is empty,"];
  const damaged: string[] = [];
  for (const file of files) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(runnerDir, file)), hash);
    if (!basename(file).startsWith(hash.digest("hex"))) damaged.push(file);
  }
  return damaged;
}
