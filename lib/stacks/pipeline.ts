import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { queueLimits } from "#core/limits.ts";
import { JobQueue } from "#lib/constructs/job-queue.ts";
import type { VersionedBucket } from "#lib/constructs/versioned-bucket.ts";
import type { Settings } from "#lib/settings.ts";
import type { StorageStack } from "#lib/stacks/storage.ts";

export interface PipelineStackProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
}

/** From an upload to a job in the grading queue, and from an assignment to its release. */
export class PipelineStack extends Stack {
  readonly grading: JobQueue;
  readonly regrading: JobQueue;

  constructor(scope: Construct, id: string, { storage }: PipelineStackProps) {
    super(scope, id, { description: "Assay: intake of assignments and submissions, and the grading queues" });
    const publications = new JobQueue(this, "Publications", { visibilityTimeout: Duration.minutes(30) });
    const uploads = new JobQueue(this, "Uploads", { visibilityTimeout: Duration.minutes(6) });
    const heartbeat = { visibilityTimeout: Duration.seconds(queueLimits.visibilityTimeoutSeconds) };
    this.grading = new JobQueue(this, "Grading", heartbeat);
    this.regrading = new JobQueue(this, "Regrading", heartbeat);
    this.#enqueueCreatedObjects("AssignmentChanged", storage.assignments, publications);
    this.#enqueueCreatedObjects("SubmissionUploaded", storage.submissions, uploads);

    this.#outputQueue("Publications", publications);
    this.#outputQueue("Uploads", uploads);
    this.#outputQueue("Grading", this.grading);
    this.#outputQueue("Regrading", this.regrading);
  }

  /** What EventBridge cannot deliver ends where what could not be done ends, in the same form: one redrive for both. */
  #enqueueCreatedObjects(id: string, bucket: VersionedBucket, jobs: JobQueue): void {
    new events.Rule(this, id, {
      eventPattern: {
        source: ["aws.s3"],
        detailType: ["Object Created"],
        detail: { bucket: { name: [bucket.bucketName] } },
      },
      targets: [new targets.SqsQueue(jobs.queue, { deadLetterQueue: jobs.deadLetters })],
    });
  }

  #outputQueue(name: string, jobs: JobQueue): void {
    new CfnOutput(this, `${name}QueueUrl`, { value: jobs.queue.queueUrl });
    new CfnOutput(this, `${name}DlqUrl`, { value: jobs.deadLetters.queueUrl });
  }
}
