/** Names of events and metrics, in one catalogue, so that a renamed metric cannot orphan an alarm. */

export const METRIC_NAMESPACE = "Assay";

interface Metric {
  readonly name: string;
  /** A unit of CloudWatch. */
  readonly unit: "Count" | "Milliseconds" | "Bytes" | "Percent";
  /** Who emits it. What Lambdas emit has their name as its only dimension, `service`; what the runner emits has none. */
  readonly from: "publish-assignment" | "accept-submission" | "close-failed-job" | "plan-capacity" | "runner";
  readonly meaning: string;
}

export const metrics = {
  releasesPublished: count("ReleasesPublished", "publish-assignment", "assignments that became current"),
  releasesUnchanged: count("ReleasesUnchanged", "publish-assignment", "uploads that changed nothing"),
  assignmentsInvalid: count("AssignmentsInvalid", "publish-assignment", "assignments with problems to mend"),
  submissionsAccepted: count("SubmissionsAccepted", "accept-submission", "uploads that became a job"),
  submissionsDuplicate: count("SubmissionsDuplicate", "accept-submission", "uploads announced again"),
  submissionsRejected: count("SubmissionsRejected", "accept-submission", "uploads turned away"),
  uploadsUnroutable: count("UploadsUnroutable", "accept-submission", "uploads whose key names no student"),
  jobsGivenUp: count("JobsGivenUp", "close-failed-job", "jobs that no host could do; the platform's fault"),
  hostsDesired: count("HostsDesired", "plan-capacity", "hosts that there should be; one value each run"),
  hostsRunning: count("HostsRunning", "plan-capacity", "hosts whose runner runs, as ECS knows them"),

  queueWait: time("QueueWait", "from the grading queue to a slot, at the first delivery; not of regrades"),
  fetchTime: time("FetchTime", "submission, release and bundle fetched and unpacked"),
  takeTime: time("TakeTime", "a sandbox taken from the pool"),
  injectTime: time("InjectTime", "files put into the sandbox"),
  setupTime: time("SetupTime", "the assignment's setup commands"),
  testsTime: time("TestsTime", "the tests"),
  publishTime: time("PublishTime", "result, reports and status written"),
  jobDuration: time("JobDuration", "the whole of a job that was done, from delivery to acknowledgement"),
  uploadBytes: {
    name: "UploadBytes",
    unit: "Bytes",
    from: "runner",
    meaning: "a submission as it was uploaded",
  },
  jobsGraded: count("JobsGraded", "runner", "1 for a grading with a score, else 0: the average is the share"),
  jobsRejected: count("JobsRejected", "runner", "1 where the student has something to mend, else 0"),
  jobsFailed: count("JobsFailed", "runner", "1 where staff have something to mend, else 0"),
  jobsRetried: count(
    "JobsRetried",
    "runner",
    "1 for a try that goes back to the queue, the platform's fault, else 0",
  ),
  slotsBusy: count(
    "SlotsBusy",
    "runner",
    "slots with a job, of one host; the sum over a minute is that of the fleet",
  ),
  slotsTotal: count("SlotsTotal", "runner", "slots of one host, once a minute; as many values as hosts"),
  hostsUnhealthy: count("HostsUnhealthy", "runner", "1 from a host that finds itself unhealthy, else 0"),
  diskUsed: {
    name: "DiskUsed",
    unit: "Percent",
    from: "runner",
    meaning: "of the state directory's file system",
  },
} as const satisfies Record<string, Metric>;

export type MetricKey = keyof typeof metrics;

export const metricNames = mapNames();

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
  runnerAlive: "runner.alive",
  runnerDraining: "runner.draining",
  runnerStopped: "runner.stopped",
  capacityPlanned: "capacity.planned",
} as const;

function count<Name extends string>(name: Name, from: Metric["from"], meaning: string) {
  return { name, unit: "Count", from, meaning } as const;
}

function time<Name extends string>(name: Name, meaning: string) {
  return { name, unit: "Milliseconds", from: "runner", meaning } as const;
}

function mapNames(): Readonly<Record<MetricKey, string>> {
  const entries = Object.entries(metrics).map(([key, { name }]) => [key, name]);
  return Object.fromEntries(entries);
}
