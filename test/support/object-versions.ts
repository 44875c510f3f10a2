import { ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

/** The keys below a prefix, each as often as it was written. */
export async function writesBelow(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
  return (Versions ?? []).flatMap(({ Key }) => Key ?? []).sort();
}
