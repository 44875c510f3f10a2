import type { Assignment } from "#core/assignment/assignment.ts";
import { bundlePath } from "#core/assignment/bundle.ts";
import { withoutEntries } from "#runner/prepare/without-entries.ts";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

/** What of the assets goes where the student's program runs; null when nothing does. */
export async function studentBundle(bundle: TarSource, { setup }: Assignment): Promise<TarSource | null> {
  const hidden = setup.assets.filter(({ visibility }) => visibility === "grader").map(bundlePath);
  if (hidden.length === 0) return bundle;
  return hidden.length === setup.assets.length ? null : await withoutEntries(bundle, new Set(hidden));
}
