import type { Slug } from "#core/submission/ids.ts";
import { type AssignmentRef, parseAssignmentKey } from "#core/submission/keys.ts";
import { CheckVerdict } from "#core/job/check-verdict.ts";
import { PublishRequest } from "#lambdas/events/publish-request.ts";
import { S3ObjectCreated } from "#lambdas/events/s3-object-created.ts";

/** What a message of the publications queue asks for. */
export type Route =
  | { readonly kind: "publish"; readonly ref: AssignmentRef }
  | { readonly kind: "publish-course"; readonly course: Slug }
  | { readonly kind: "checked"; readonly verdict: CheckVerdict }
  /** An object that belongs to no assignment, e.g. a README. */
  | { readonly kind: "ignore"; readonly key: string };

/** Throws when the message is neither S3's event, nor our own request, nor what a runner says of a check. */
export function routeMessage(body: string): Route {
  const message: unknown = JSON.parse(body);
  const request = PublishRequest.safeParse(message);
  if (request.success) {
    const { course, assignment } = request.data;
    return { kind: "publish", ref: { course, assignment } };
  }
  const verdict = CheckVerdict.safeParse(message);
  if (verdict.success) return { kind: "checked", verdict: verdict.data };
  const { key } = S3ObjectCreated.parse(message).detail.object;
  const object = parseAssignmentKey(key);
  if (object.kind === "other") return { kind: "ignore", key };
  if (object.kind === "shared-asset") return { kind: "publish-course", course: object.course };
  return { kind: "publish", ref: object.ref };
}
