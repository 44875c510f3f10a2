import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { queueLimits } from "#core/limits.ts";
import { JobQueue, visibilityFor } from "#lib/constructs/job-queue.ts";
import { PipelineFunction } from "#lib/constructs/pipeline-function.ts";
import type { VersionedBucket } from "#lib/constructs/versioned-bucket.ts";
import type { Settings } from "#lib/settings.ts";
import type { StorageStack } from "#lib/stacks/storage.ts";

export interface PipelineStackProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
}

/** A publication reads all assets twice; the others make a handful of small requests for each message. */
const timeouts = {
  publish: Duration.minutes(15),
  accept: Duration.seconds(15),
  close: Duration.seconds(15),
} as const;

/** From an upload to a job in the grading queue, and from an assignment to its release. */
export class PipelineStack extends Stack {
  readonly publications: JobQueue;
  readonly uploads: JobQueue;
  /** What runners poll: a standard queue, fair between students by the group of its messages. */
  readonly grading: JobQueue;
  /** What runners poll when `grading` is empty. */
  readonly regrading: JobQueue;
  readonly functions: readonly PipelineFunction[];
  readonly #props: PipelineStackProps;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, { description: "Assay: intake of assignments and submissions, and the grading queues" });
    this.#props = props;
    this.publications = this.#addQueue("Publications", {
      visibilityTimeout: visibilityFor(timeouts.publish),
    });
    this.uploads = this.#addQueue("Uploads", { visibilityTimeout: visibilityFor(timeouts.accept) });
    const polledByRunners = {
      visibilityTimeout: Duration.seconds(queueLimits.visibilityTimeoutSeconds),
      deadLetterVisibilityTimeout: visibilityFor(timeouts.close),
    };
    this.grading = this.#addQueue("Grading", polledByRunners);
    this.regrading = this.#addQueue("Regrading", polledByRunners);

    this.#enqueueCreatedObjects("AssignmentChanged", props.storage.assignments, this.publications);
    this.#enqueueCreatedObjects("SubmissionUploaded", props.storage.submissions, this.uploads);
    this.functions = [this.#addPublishAssignment(), this.#addAcceptSubmission(), this.#addCloseFailedJob()];
  }

  #addQueue(name: string, props: ConstructorParameters<typeof JobQueue>[2]): JobQueue {
    const jobs = new JobQueue(this, name, props);
    new CfnOutput(this, `${name}QueueUrl`, { value: jobs.queue.queueUrl });
    new CfnOutput(this, `${name}DlqUrl`, { value: jobs.deadLetters.queueUrl });
    return jobs;
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

  #addPublishAssignment(): PipelineFunction {
    const { settings, storage } = this.#props;
    const publish = new PipelineFunction(this, "PublishAssignment", {
      settings,
      name: "publish-assignment",
      description: "Validates an assignment and makes its release",
      memoryMb: 512,
      timeout: timeouts.publish,
      environment: {
        ASSIGNMENTS_BUCKET: storage.assignments.bucketName,
        RELEASES_BUCKET: storage.releases.bucketName,
        PUBLICATIONS_QUEUE_URL: this.publications.queue.queueUrl,
        GRADING_QUEUE_URL: this.grading.queue.queueUrl,
      },
    });
    // The window brings the events of one upload (a definition and its assets) together: one publication for all.
    publish.consume(this.publications.queue, {
      batchSize: 10,
      maxBatchingWindow: Duration.seconds(2),
      maxConcurrency: 4,
    });
    // For a shared asset it asks for a publication of every assignment of the course.
    this.publications.queue.grantSendMessages(publish.role);
    // Reference submissions are graded by runners, which read their copies beside the release.
    this.grading.queue.grantSendMessages(publish.role);
    storage.assignments.allow(publish.role, ["s3:GetObject", "s3:GetObjectVersion"]);
    storage.assignments.allowListing(publish.role);
    storage.releases.allow(publish.role, ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]);
    storage.releases.allowListing(publish.role);
    return publish;
  }

  #addAcceptSubmission(): PipelineFunction {
    const { settings, storage } = this.#props;
    const accept = new PipelineFunction(this, "AcceptSubmission", {
      settings,
      name: "accept-submission",
      description: "Turns an uploaded submission into a job of the grading queue",
      memoryMb: 512,
      timeout: timeouts.accept,
      environment: {
        RELEASES_BUCKET: storage.releases.bucketName,
        RESULTS_BUCKET: storage.results.bucketName,
        UPLOADS_QUEUE_URL: this.uploads.queue.queueUrl,
        GRADING_QUEUE_URL: this.grading.queue.queueUrl,
      },
    });
    // No window: a student waits. Under a burst batches fill by themselves.
    accept.consume(this.uploads.queue, { batchSize: 10, maxConcurrency: 4 });
    this.grading.queue.grantSendMessages(accept.role);
    storage.submissions.allow(accept.role, ["s3:GetObject", "s3:GetObjectVersion"]);
    storage.submissions.allowListing(accept.role);
    storage.releases.allow(accept.role, ["s3:GetObject"], "*/current.json");
    storage.releases.allowListing(accept.role);
    storage.results.allow(accept.role, ["s3:GetObject", "s3:PutObject"]);
    storage.results.allowListing(accept.role);
    return accept;
  }

  #addCloseFailedJob(): PipelineFunction {
    const { settings, storage } = this.#props;
    const close = new PipelineFunction(this, "CloseFailedJob", {
      settings,
      name: "close-failed-job",
      description: "Writes a terminal result for a job that no runner could do",
      memoryMb: 256,
      timeout: timeouts.close,
      environment: {
        SUBMISSIONS_BUCKET: storage.submissions.bucketName,
        RESULTS_BUCKET: storage.results.bucketName,
        PUBLICATIONS_QUEUE_URL: this.publications.queue.queueUrl,
      },
    });
    // A reference that nobody could grade ends the publication that waits for it.
    this.publications.queue.grantSendMessages(close.role);
    for (const jobs of [this.grading, this.regrading]) {
      close.consume(jobs.deadLetters, { batchSize: 10, maxConcurrency: 2 });
    }
    storage.results.allow(close.role, ["s3:GetObject", "s3:PutObject"]);
    storage.results.allowListing(close.role);
    return close;
  }
}
