import * as z from "zod";
import type { Assignment } from "#core/assignment/assignment.ts";
import { imageProblem } from "#core/assignment/image.ts";
import { check, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";

/** What the sandbox of a submission is made of. */
export const SandboxDefinition = z.strictObject({
  image: z
    .string()
    .nullish()
    .describe(
      "What its programs find there, as <name>@sha256:<digest>; the host's own toolchain unless said.",
    )
    .meta({ examples: [`registry.example.edu/courses/python@sha256:${"0123456789abcdef".repeat(4)}`] }),
});

export function readSandbox(reading: Reading, part: Part): Assignment["sandbox"] {
  if (part.value === undefined || part.value === null) return undefined;
  const image = check(reading, SandboxDefinition, part)?.image ?? undefined;
  if (image === undefined) return undefined;
  const problem = imageProblem(image);
  if (problem === null) return { image };
  const message = `${quoted(image)}: ${problem}`;
  reading.findings.error({ code: "invalid_value", pointer: child(part.pointer, "image"), message });
  return undefined;
}
