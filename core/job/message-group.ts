import type { Slug } from "#core/submission/ids.ts";

/** The SQS limit of a MessageGroupId; two slugs and a slash can be one character more. */
const GROUP_CHARACTERS = 128;

/**
 * What makes the standard queues of jobs fair: a student with a hundred uploads does not stand before a hundred others.
 */
export function messageGroup({ course, student }: { readonly course: Slug; readonly student: Slug }): string {
  return `${course}/${student}`.slice(0, GROUP_CHARACTERS);
}
