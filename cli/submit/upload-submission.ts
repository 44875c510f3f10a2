import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import type { Locale } from "#core/locales/locale.ts";
import { type Slug, submissionId } from "#core/submission/ids.ts";
import { type AssignmentRef, submissionKeys, type SubmissionRef } from "#core/submission/keys.ts";
import type { Upload } from "./read-upload.ts";

export interface SubmissionUpload {
  readonly ref: AssignmentRef & { readonly student: Slug };
  readonly upload: Upload;
  /** Told by the names of the files when absent. */
  readonly language: string | undefined;
  readonly locale: Locale | undefined;
}

/** Uploads a submission; the object version that came of it is what the submission is called from now on. */
export async function uploadSubmission(
  { s3, deployment }: Connection,
  { ref, upload, language, locale }: SubmissionUpload,
  signal: AbortSignal,
): Promise<SubmissionRef> {
  const key = submissionKeys.upload(ref, upload.name);
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket: deployment.SubmissionsBucket,
      Key: key,
      Body: upload.content,
      Metadata: {
        ...(language === undefined ? {} : { language }),
        ...(locale === undefined ? {} : { locale }),
      },
    }),
    { abortSignal: signal },
  );
  if (VersionId === undefined) {
    throw new PlatformError(`the bucket ${deployment.SubmissionsBucket} keeps no versions: is it Assay's?`);
  }
  return { ...ref, submissionId: submissionId(key, VersionId) };
}
