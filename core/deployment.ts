import * as z from "zod";

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
