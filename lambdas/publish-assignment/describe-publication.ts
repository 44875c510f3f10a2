import type { AssignmentRef } from "#core/submission/keys.ts";
import { eventNames, metricNames } from "#core/telemetry.ts";
import type { Publication } from "./publish-assignment.ts";

const metricOf: Readonly<Record<Publication["outcome"], string | undefined>> = {
  nothing: undefined,
  checking: undefined,
  invalid: metricNames.assignmentsInvalid,
  unchanged: metricNames.releasesUnchanged,
  published: metricNames.releasesPublished,
};

/** The one log line and the one metric that close a publication. */
export function describePublication(
  ref: AssignmentRef,
  publication: Publication,
): { readonly metric: string | undefined; readonly fields: Readonly<Record<string, unknown>> } {
  const { outcome } = publication;
  return {
    metric: metricOf[outcome],
    fields: {
      event: eventNames.publicationClosed,
      outcome,
      course: ref.course,
      assignment: ref.assignment,
      ...("releaseId" in publication ? { releaseId: publication.releaseId } : {}),
      ...(outcome === "invalid" ? { findings: publication.findings.map(({ code }) => code) } : {}),
    },
  };
}
