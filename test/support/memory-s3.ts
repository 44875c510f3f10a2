import { Readable } from "node:stream";
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";

export interface StoredObject {
  readonly body: string;
  readonly etag: string;
  readonly contentType: string | undefined;
  readonly cacheControl: string | undefined;
}

/** An S3 client whose objects are in memory, with the conditional writes of the real one. */
export function memoryS3() {
  const s3 = new S3Client({ region: "us-east-1" });
  const mock = mockClient(s3);
  const objects = new Map<string, StoredObject>();
  /** Keys in the order of their successful writes. */
  const written: string[] = [];

  mock.on(PutObjectCommand).callsFake(put);
  mock.on(GetObjectCommand).callsFake(get);
  mock.on(ListObjectsV2Command).callsFake(list);
  return {
    s3,
    mock,
    objects,
    written,
    json: (key: string): unknown => JSON.parse(objects.get(key)?.body ?? ""),
  };

  async function list({ Prefix = "" }: ListObjectsV2CommandInput) {
    return { Contents: [...objects.keys()].filter((Key) => Key.startsWith(Prefix)).map((Key) => ({ Key })) };
  }

  async function put({ Key = "", ...input }: PutObjectCommandInput) {
    const present = objects.get(Key);
    const fails =
      (input.IfNoneMatch === "*" && present !== undefined) ||
      (input.IfMatch !== undefined && input.IfMatch !== present?.etag);
    if (fails) throw s3Error("PreconditionFailed", 412);
    const etag = `"${written.length}"`;
    objects.set(Key, {
      body: typeof input.Body === "string" ? input.Body : "",
      etag,
      contentType: input.ContentType,
      cacheControl: input.CacheControl,
    });
    written.push(Key);
    return { ETag: etag };
  }

  async function get({ Key = "" }: GetObjectCommandInput) {
    const present = objects.get(Key);
    if (present === undefined) throw s3Error("NoSuchKey", 404);
    const body = Readable.from([Buffer.from(present.body)]);
    return {
      ETag: present.etag,
      Body: Object.assign(body, { transformToString: async () => present.body }),
    };
  }
}

export function s3Error(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, $fault: "client", $metadata: { httpStatusCode } });
}
