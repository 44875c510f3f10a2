/** Names of events and metrics, in one catalogue, so that a renamed metric cannot orphan an alarm. */

export const METRIC_NAMESPACE = "Assay";

export const metricNames = {
  releasesPublished: "ReleasesPublished",
  releasesUnchanged: "ReleasesUnchanged",
  assignmentsInvalid: "AssignmentsInvalid",
  submissionsAccepted: "SubmissionsAccepted",
  submissionsDuplicate: "SubmissionsDuplicate",
  submissionsRejected: "SubmissionsRejected",
  uploadsUnroutable: "UploadsUnroutable",
  jobsGivenUp: "JobsGivenUp",
  /** In milliseconds, of every job that a runner has finished; without dimensions, so that there is one mean. */
  jobDuration: "JobDuration",
} as const;

/** The `event` field of log lines; one canonical event closes each unit of work. */
export const eventNames = {
  publicationClosed: "publication.closed",
  submissionAccepted: "submission.accepted",
  submissionRejected: "submission.rejected",
  uploadUnroutable: "upload.unroutable",
  feedbackMissing: "feedback.missing",
  jobClosed: "job.closed",
  jobGivenUp: "job.given-up",
  runnerStarted: "runner.started",
  runnerDraining: "runner.draining",
  runnerStopped: "runner.stopped",
  capacityPlanned: "capacity.planned",
} as const;
