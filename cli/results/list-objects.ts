import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";

interface Folder {
  readonly bucket: string;
  readonly prefix: string;
}

export interface ListedObject {
  readonly key: string;
  readonly modifiedAt: Date;
}

export interface ListedVersion extends ListedObject {
  readonly versionId: string;
}

/** In the order of their keys; one page, of a thousand, is in memory. */
export async function* listObjects(
  s3: S3Client,
  { bucket, prefix }: Folder,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    signal.throwIfAborted();
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified !== undefined) yield { key: Key, modifiedAt: LastModified };
    }
  }
}

/** Every version of every object, also of those that were replaced or deleted since. */
export async function* listVersions(
  s3: S3Client,
  { bucket, prefix }: Folder,
  signal: AbortSignal,
): AsyncGenerator<ListedVersion> {
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    signal.throwIfAborted();
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    for (const { Key, VersionId, LastModified } of page.Versions ?? []) {
      if (Key === undefined || VersionId === undefined || LastModified === undefined) continue;
      yield { key: Key, versionId: VersionId, modifiedAt: LastModified };
    }
    next =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
  }
}
