import { ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

/** What became of a key. */
export interface Writes {
  /** Ids of what was written, the last first. */
  readonly versions: readonly string[];
  /** How often it was deleted. */
  readonly deletions: number;
}

/** Of every key of a bucket that keeps all versions. */
export async function allWrites(s3: S3Client, bucket: string): Promise<ReadonlyMap<string, Writes>> {
  const writes = new Map<string, Writes>();
  let marker: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } = {};
  for (let more = true; more;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...marker }));
    for (const { Key, VersionId = "" } of page.Versions ?? [])
      count(Key, { versions: [VersionId], deletions: 0 });
    for (const { Key } of page.DeleteMarkers ?? []) count(Key, { versions: [], deletions: 1 });
    more = page.IsTruncated === true;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  return writes;

  function count(key: string | undefined, added: Writes): void {
    if (key === undefined) return;
    const before = writes.get(key) ?? { versions: [], deletions: 0 };
    writes.set(key, {
      versions: [...before.versions, ...added.versions],
      deletions: before.deletions + added.deletions,
    });
  }
}
