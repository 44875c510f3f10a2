import type { Assignment } from "#core/assignment/assignment.ts";
import { bundlePath } from "#core/assignment/bundle.ts";
import type { AssetSource } from "./asset-source.ts";

/** What of the assets goes where the student's program runs; null when nothing does. */
export async function studentBundle(assets: AssetSource, { setup }: Assignment): Promise<AssetSource | null> {
  const hidden = setup.assets.filter(({ visibility }) => visibility === "grader").map(bundlePath);
  if (hidden.length === 0) return assets;
  return hidden.length === setup.assets.length ? null : await assets.without(new Set(hidden));
}
