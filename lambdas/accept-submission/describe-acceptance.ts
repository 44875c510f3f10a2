import { eventNames, metricNames } from "#core/telemetry.ts";
import type { Acceptance } from "./accept-submission.ts";

export interface ClosingEvent {
  readonly message: string;
  readonly metric: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The one log line and the one metric that close the unit of work of an upload. */
export function describeAcceptance(acceptance: Acceptance): ClosingEvent {
  if (acceptance.outcome === "accepted") {
    const { submissionId, gradingId, course, assignment, student, correlationId, attempt } = acceptance.job;
    return {
      message: "a submission was accepted",
      metric: metricNames.submissionsAccepted,
      fields: {
        event: eventNames.submissionAccepted,
        course,
        assignment,
        student,
        submissionId,
        gradingId,
        attempt,
        correlationId,
      },
    };
  }
  if (acceptance.outcome === "rejected") {
    return {
      message: "a submission was rejected",
      metric: metricNames.submissionsRejected,
      fields: {
        event: eventNames.submissionRejected,
        ...acceptance.ref,
        code: acceptance.error.code,
        correlationId: acceptance.correlationId,
      },
    };
  }
  if (acceptance.outcome === "duplicate") {
    return {
      message: "an upload was announced again",
      metric: metricNames.submissionsDuplicate,
      fields: { ...acceptance.ref, state: acceptance.state },
    };
  }
  const key = acceptance.key.slice(0, 200);
  if (acceptance.outcome === "unroutable") {
    return {
      message: "an upload belongs to no assignment",
      metric: metricNames.uploadsUnroutable,
      fields: {
        event: eventNames.uploadUnroutable,
        key,
        reason: acceptance.reason,
        correlationId: acceptance.correlationId,
      },
    };
  }
  return {
    message: "an upload was deleted before it was accepted",
    metric: undefined,
    fields: { key },
  };
}
