import { assignmentKeys } from "#core/submission/keys.ts";
import { assignment, definitionText } from "#test/soak/submissions.ts";
import type { DeployedStack } from "#test/support/deployed.ts";
import { assignmentRef, putObject, validationOf } from "#test/support/published.ts";

/** The one assignment of the soak, with an asset, so that the cache of bundles has its part. */
export async function publishAssignment({ s3, deployment }: DeployedStack): Promise<void> {
  const ref = assignmentRef(assignment.course, assignment.assignment);
  const bucket = deployment.AssignmentsBucket;
  await putObject(s3, { bucket, key: assignmentKeys.asset(ref, "data.txt"), body: "data\n".repeat(1_000) });
  const key = assignmentKeys.definition(ref, "assignment.yaml");
  const versionId = await putObject(s3, { bucket, key, body: definitionText });
  const { ok, findings } = await validationOf(s3, deployment.ReleasesBucket, { ref, versionId });
  if (!ok) throw new Error(`the assignment is not valid: ${JSON.stringify(findings)}`);
}
