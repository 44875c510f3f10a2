import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { VersionedBucket } from "#lib/constructs/versioned-bucket.ts";
import type { Settings } from "#lib/settings.ts";

export interface StorageStackProps {
  readonly settings: Settings;
}

/** Everything that must survive a redeployment. S3 is the only database. */
export class StorageStack extends Stack {
  /** Written by instructors. */
  readonly assignments: VersionedBucket;
  /** Written by publish-assignment, read by runners. */
  readonly releases: VersionedBucket;
  /** Written by students. */
  readonly submissions: VersionedBucket;
  /** Written by accept-submission, runners and close-failed-job. */
  readonly results: VersionedBucket;

  constructor(scope: Construct, id: string, { settings }: StorageStackProps) {
    super(scope, id, {
      description: "Assay: assignments, releases, submissions and results",
      terminationProtection: settings.removal === "retain",
    });
    this.assignments = new VersionedBucket(this, "Assignments", { settings, events: true });
    this.releases = new VersionedBucket(this, "Releases", { settings });
    this.submissions = new VersionedBucket(this, "Submissions", { settings, events: true });
    // Nothing here listens: it is how an LMS or a webhook learns of a grade (docs/operations.md).
    this.results = new VersionedBucket(this, "Results", { settings, events: settings.resultEvents === "on" });

    new CfnOutput(this, "AssignmentsBucket", { value: this.assignments.bucketName });
    new CfnOutput(this, "ReleasesBucket", { value: this.releases.bucketName });
    new CfnOutput(this, "SubmissionsBucket", { value: this.submissions.bucketName });
    new CfnOutput(this, "ResultsBucket", { value: this.results.bucketName });
  }
}
