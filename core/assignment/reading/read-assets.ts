import * as z from "zod";
import type { Asset } from "#core/assignment/assignment.ts";
import { assetRoot } from "#core/assignment/bundle.ts";
import { check, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { pathProblem } from "#core/assignment/reading/relative-path.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";
import { assignmentLimits } from "#core/limits.ts";

const Source = z.string().check((context) => {
  const problem = sourceProblem(context.value);
  if (problem === undefined) return;
  context.issues.push({
    code: "custom",
    input: context.value,
    message: `${quoted(context.value)} ${problem}`,
  });
});

const Target = z.string().check((context) => {
  const problem = targetProblem(context.value);
  if (problem === undefined) return;
  context.issues.push({
    code: "custom",
    input: context.value,
    message: `${quoted(context.value)} ${problem}`,
  });
});

export const AssetDefinition = z.strictObject({
  source: Source.describe("A file below assets/ of the assignment, else below shared/ of the course."),
  target: Target.describe("The absolute path of the file in the sandbox, below /tmp/."),
  read_only: z.boolean().nullish().describe("Whether programs may only read it; true unless said."),
  visibility: z
    .enum(["student", "grader"])
    .nullish()
    .describe("`grader`: only checkers have it, never the student's program. `student` unless said."),
});

const AssetList = z.array(z.unknown()).max(assignmentLimits.assets).nullish();

export interface PlacedAsset {
  readonly asset: Asset;
  readonly pointer: string;
}

export function readAssets(reading: Reading, part: Part): PlacedAsset[] {
  const list = check(reading, AssetList, part) ?? [];
  const assets = list.flatMap((value, index) => {
    const pointer = child(part.pointer, index);
    const asset = readAsset(reading, { value, pointer });
    return asset === undefined ? [] : [{ asset, pointer }];
  });
  reportConflicts(reading, assets);
  return assets;
}

/** Whatever is not below `/tmp/` is moved there, as the reference system does, but not silently. */
function readAsset(reading: Reading, part: Part): Asset | undefined {
  const definition = check(reading, AssetDefinition, part);
  if (definition === undefined) return undefined;
  const { source, target: declaredTarget } = definition;
  const normal = normalised(declaredTarget);
  const target = normal.startsWith(assetRoot) ? normal : `/tmp${normal}`;
  if (target !== normal) {
    reading.findings.warning({
      code: "target_relocated",
      pointer: child(part.pointer, "target"),
      message: `${quoted(declaredTarget)} will be at ${quoted(target)}, because assets live below ${assetRoot}; write that path to be clear`,
    });
  }
  const readOnly = definition.read_only ?? true;
  const asset = { source, declaredTarget, target, readOnly };
  return definition.visibility === "grader" ? { ...asset, visibility: "grader" } : asset;
}

function normalised(target: string): string {
  const segments = target.split("/").filter((segment) => segment !== "" && segment !== ".");
  return `/${segments.join("/")}`;
}

function sourceProblem(source: string): string | undefined {
  if (source === "") return "must not be empty; name a file below the folder 'assets'";
  if (source.startsWith("/")) return "is absolute; write it relative to the folder 'assets'";
  const segments = source.split("/");
  // S3 keys are not normalised: `a//b` and `./b` are other objects than `a/b` and `b`.
  if (segments.includes("") || segments.includes(".")) return "has an empty or '.' segment; remove it";
  return pathProblem(source);
}

function targetProblem(target: string): string | undefined {
  if (!target.startsWith("/")) return `is not absolute; begin it with ${assetRoot}`;
  if (target.endsWith("/") || target.endsWith("/."))
    return "names a folder; end it with the name of the file";
  return pathProblem(target);
}

/** Two assets in one place, or one where another needs a folder. */
function reportConflicts(reading: Reading, assets: readonly PlacedAsset[]): void {
  const byTarget = new Map<string, PlacedAsset>();
  for (const placed of assets) {
    const other = byTarget.get(placed.asset.target);
    if (other === undefined) {
      byTarget.set(placed.asset.target, placed);
      continue;
    }
    conflict(reading, placed, {
      code: "duplicate_target",
      message: `${quoted(placed.asset.target)} is the target of ${quoted(other.asset.source)} and of ${quoted(placed.asset.source)}; give one of them another`,
    });
  }
  for (const placed of byTarget.values()) {
    const file = foldersOf(placed.asset.target).find((folder) => byTarget.has(folder));
    if (file === undefined) continue;
    const other = byTarget.get(file)?.asset.source ?? "";
    conflict(reading, placed, {
      code: "target_inside_file",
      message: `${quoted(placed.asset.target)} needs a folder where ${quoted(other)} is put as a file (${quoted(file)}); move one of them`,
    });
  }
}

function conflict(
  reading: Reading,
  placed: PlacedAsset,
  problem: { readonly code: string; readonly message: string },
): void {
  reading.findings.error({ ...problem, pointer: child(placed.pointer, "target") });
}

function foldersOf(target: string): string[] {
  const segments = target.split("/");
  return segments.slice(2, -1).map((_, index) => segments.slice(0, index + 3).join("/"));
}
