import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import type { Connection } from "#cli/connection.ts";
import { UserError } from "#cli/errors.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { Slug } from "#core/submission/ids.ts";
import { type AssignmentRef, parseUploadKey, submissionKeys } from "#core/submission/keys.ts";

export interface UploadForm {
  readonly url: string;
  /** To be sent before the file. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadGrant {
  readonly ref: AssignmentRef & { readonly student: Slug };
  /** What the file is called in the bucket; its ending says what it is. */
  readonly name: string;
  readonly expiresSeconds: number;
  readonly maxBytes: number;
  readonly language: string | undefined;
  readonly locale: Locale | undefined;
}

const KEY_BYTES = 1024;

/**
 * A form by which anybody can upload this one file, and nothing larger, until it expires. A form and not a URL to PUT
 * to, because only a form's policy lets S3 refuse what is too large.
 */
export async function uploadForm(
  { s3, deployment }: Connection,
  { ref, name, expiresSeconds, maxBytes, language, locale }: UploadGrant,
): Promise<UploadForm> {
  const key = submissionKeys.upload(ref, name);
  const parsed = parseUploadKey(key);
  if (!parsed.ok) throw new UserError(`no file can be uploaded as '${name}': ${parsed.reason}`);
  if (Buffer.byteLength(key) > KEY_BYTES) throw new UserError(`the name '${name}' is too long`);
  return await createPresignedPost(s3, {
    Bucket: deployment.SubmissionsBucket,
    // S3 puts a name of the uploader's in place of this word; what was signed is then another key.
    Key: literal(key),
    Expires: expiresSeconds,
    Conditions: [["content-length-range", 1, maxBytes]],
    Fields: {
      ...(language === undefined ? {} : { "x-amz-meta-language": language }),
      ...(locale === undefined ? {} : { "x-amz-meta-locale": locale }),
    },
  });
}

function literal(key: string): string {
  if (key.includes("${filename}"))
    throw new UserError("a name cannot hold '${filename}': S3 would replace it");
  return key;
}
