import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { AssayError } from "#core/errors.ts";
import { submissionLimits } from "#core/limits.ts";
import type { SubmissionLimits } from "#core/submission/archive-budget.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { type CraftedTarEntry, craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { craftZip } from "#test/support/craft-zip.ts";

/** One entry with a name of the attacker's choice, beside an honest one, in each format. */
export const formats = {
  zip: (name: string) =>
    craftZip([
      { name: "main.py", content: "print()" },
      { name, content: "x" },
    ]),
  tar: (name: string) => craftTar([{ name: "main.py", content: "print()" }, ...namedInTar(name, "x")]),
  tgz: (name: string) => gzipSync(formats.tar(name)),
} as const;
export const eachFormat = Object.entries(formats);

/** A name as a tar writes it: in the header when it fits, else in pax records before it. */
export function namedInTar(name: string, content: string): CraftedTarEntry[] {
  const entry = { name, content };
  const fits = Buffer.byteLength(name) <= 100 && !name.includes("\0");
  return fits ? [entry] : [paxHeader({ path: name }), { ...entry, name: "long" }];
}

export async function refusal(
  name: string,
  content: Uint8Array,
  limits: SubmissionLimits = submissionLimits,
): Promise<AssayError> {
  const outcome = await unpackSubmission({ name, content }, limits).catch((error: unknown) => error);
  if (outcome instanceof AssayError) {
    expect(outcome).toMatchObject({ blame: "student", retry: "never" });
    return outcome;
  }
  throw outcome instanceof Error ? outcome : new Error(`unpacked: ${JSON.stringify(outcome)}`);
}

/** Beside the error, how much memory of Buffers was in use at the most while it came to it. */
export async function refusalAndGrowth(name: string, content: Uint8Array) {
  const before = process.memoryUsage().arrayBuffers;
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }, 1);
  try {
    const error = await refusal(name, content);
    return { error, grownBytes: peak - before };
  } finally {
    clearInterval(sampling);
  }
}

export async function pathsOf(content: Uint8Array): Promise<string[]> {
  return (await unpackSubmission({ name: "work", content })).map(({ path }) => path);
}

/** The paths, or none when the archive was refused as it should be. */
export async function pathsOrNone(content: Uint8Array, name = "work"): Promise<string[]> {
  try {
    return (await unpackSubmission({ name, content })).map(({ path }) => path);
  } catch (error) {
    expect(error).toBeInstanceOf(AssayError);
    expect(error).toMatchObject({ blame: "student" });
    return [];
  }
}
