import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { Slug } from "#core/submission/ids.ts";
import { type AssignmentRef, SHARED_FOLDER } from "#core/submission/keys.ts";

/** Every assignment of a course: any of them may use an asset of its `shared/` folder. */
export async function assignmentsOfCourse(
  s3: S3Client,
  bucket: string,
  course: Slug,
): Promise<readonly AssignmentRef[]> {
  const refs: AssignmentRef[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `${course}/`,
        Delimiter: "/",
        ContinuationToken: token,
      }),
    );
    for (const { Prefix } of page.CommonPrefixes ?? []) {
      const assignment = Slug.safeParse(Prefix?.split("/")[1]);
      if (assignment.success && assignment.data !== SHARED_FOLDER)
        refs.push({ course, assignment: assignment.data });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return refs;
}
