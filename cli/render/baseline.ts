import { readFile } from "node:fs/promises";
import { Option } from "commander";
import { UserError } from "#cli/errors.ts";
import { GradedResult } from "#core/grading/result.ts";

export function baselineOption(): Option {
  return new Option("--baseline <file>", "a result.json of before, which outcome-v1 is compared with");
}

/** Undefined where none is named. */
export async function readBaseline(path: string | undefined): Promise<GradedResult | undefined> {
  if (path === undefined) return undefined;
  try {
    return GradedResult.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new UserError(`${path} is not the result.json of a grading with a score`, { cause });
  }
}
