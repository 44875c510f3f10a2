import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { type CaseVerdict, judgeCase } from "./judge-case.ts";
import { ComparisonCase, judgeComparison } from "./judge-comparison.ts";
import { ReferenceCase } from "./reference-case.ts";

const CaseFile = z.union([
  z.object({ cases: z.array(z.unknown()) }).transform(({ cases }) => cases),
  z.array(z.unknown()),
]);

/** The cases of a file: `{cases: […]}` or a list. Throws when it is neither. */
export async function readCaseFile(file: string): Promise<readonly unknown[]> {
  return CaseFile.parse(JSON.parse(await readFile(file, "utf8")));
}

/** Judges one case of whatever kind; what is no case of any kind fails as such. */
export async function runCase(value: unknown, pool: SandboxPool): Promise<CaseVerdict> {
  const comparison = ComparisonCase.safeParse(value);
  if (comparison.success) return judgeComparison(comparison.data);
  const example = ReferenceCase.safeParse(value);
  if (example.success) return await judgeCase(example.data, pool);
  const id = z.object({ id: z.string() }).safeParse(value).data?.id ?? "?";
  return { id, status: "fail", reason: `no case of a known form: ${z.prettifyError(example.error)}` };
}
