import * as z from "zod";
import { closest, suggest } from "#core/assignment/reading/closest.ts";

/** Stack names, and the outputs by which the CLI and the runner find what was deployed. */
export const stackNames = {
  storage: "AssayStorage",
  pipeline: "AssayPipeline",
  fleet: "AssayFleet",
  observability: "AssayObservability",
} as const;

export const Deployment = z.object({
  AssignmentsBucket: z.string(),
  ReleasesBucket: z.string(),
  SubmissionsBucket: z.string(),
  ResultsBucket: z.string(),
  PublicationsQueueUrl: z.string(),
  PublicationsDlqUrl: z.string(),
  UploadsQueueUrl: z.string(),
  UploadsDlqUrl: z.string(),
  GradingQueueUrl: z.string(),
  GradingDlqUrl: z.string(),
  RegradingQueueUrl: z.string(),
  RegradingDlqUrl: z.string(),
});
export type Deployment = z.infer<typeof Deployment>;

/**
 * What is wrong with each name in the CDK's context that is meant for us and is none of our settings. The CDK's own
 * names have a colon (`aws:cdk:…`, `@aws-cdk/…:…`, look-ups), or are words with hyphens between them (`cli-telemetry`):
 * of those only what is like one of ours is refused.
 */
export function misspeltSettings(names: readonly string[], known: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const bare = name.replace(/^assay[^a-z]+/i, "");
    const isOurs =
      bare !== name || /^\w+$/.test(name) || (!name.includes(":") && closest(name, known) !== undefined);
    return known.includes(name) || !isOurs ? [] : [`'${name}' is no setting: ${suggest(bare, known)}`];
  });
}
