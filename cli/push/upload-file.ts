import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { PlatformError } from "#cli/errors.ts";
import { isAbsent } from "#cli/submit/is-absent.ts";

export interface FileUpload {
  readonly file: string;
  readonly sizeBytes: number;
  readonly bucket: string;
  readonly key: string;
  /** Also when the bucket holds the same bytes. */
  readonly always?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number) => void;
}

export interface UploadedFile {
  readonly key: string;
  readonly versionId: string;
  /** False when the bucket held these very bytes already. */
  readonly sent: boolean;
}

/** Under this name the object's metadata keeps its digest: an ETag of a multipart upload is none. */
const DIGEST_METADATA = "sha256";

/** Uploads a file in parts, unless the bucket holds the same bytes under that key. */
export async function uploadFile(s3: S3Client, upload: FileUpload): Promise<UploadedFile> {
  const { bucket, key, file, sizeBytes, always = false } = upload;
  const sha256 = await digest(file);
  const present = always ? undefined : await head(s3, bucket, key);
  if (present?.sizeBytes === sizeBytes && present.sha256 === sha256) {
    return { key, versionId: present.versionId, sent: false };
  }
  const transfer = new Upload({
    client: s3,
    params: {
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file),
      Metadata: { [DIGEST_METADATA]: sha256 },
    },
  });
  transfer.on("httpUploadProgress", ({ loaded }) => upload.onProgress(loaded ?? 0));
  const abort = () => void transfer.abort();
  upload.signal.addEventListener("abort", abort);
  try {
    upload.signal.throwIfAborted();
    const { VersionId } = await transfer.done();
    return { key, versionId: versionIdOf(VersionId, bucket), sent: true };
  } catch (error) {
    upload.signal.throwIfAborted();
    throw error;
  } finally {
    upload.signal.removeEventListener("abort", abort);
  }
}

async function digest(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

async function head(s3: S3Client, bucket: string, key: string) {
  try {
    const found = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      sizeBytes: found.ContentLength,
      sha256: found.Metadata?.[DIGEST_METADATA],
      versionId: versionIdOf(found.VersionId, bucket),
    };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function versionIdOf(versionId: string | undefined, bucket: string): string {
  if (versionId === undefined)
    throw new PlatformError(`the bucket ${bucket} keeps no versions: is it Assay's?`);
  return versionId;
}
