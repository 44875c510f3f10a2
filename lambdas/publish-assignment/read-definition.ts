import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { decodeDefinition } from "#core/assignment/decode-definition.ts";
import type { Finding } from "#core/assignment/finding.ts";
import { assignmentLimits } from "#core/limits.ts";
import { assignmentKeys, type AssignmentRef, DEFINITION_NAMES } from "#core/submission/keys.ts";

/** An object version that a publication judged. */
export interface JudgedObject {
  readonly key: string;
  readonly versionId: string;
}

export type DefinitionRead =
  /** Assets may be uploaded before the definition. */
  | { readonly kind: "none" }
  | {
      readonly kind: "read";
      readonly fileName: string;
      readonly text: string;
      readonly input: JudgedObject;
    }
  | { readonly kind: "unreadable"; readonly finding: Finding; readonly inputs: readonly JudgedObject[] };

/** The definition of an assignment as it is in the bucket now: one file, of bounded size, in UTF-8. */
export async function readDefinition(
  s3: S3Client,
  bucket: string,
  ref: AssignmentRef,
): Promise<DefinitionRead> {
  const names = await definitionNames(s3, bucket, ref);
  const [fileName, ...others] = names;
  if (fileName === undefined) return { kind: "none" };
  if (others.length > 0) {
    const message = `there are ${names.join(" and ")}: keep one and delete the other, so that it is clear which one counts`;
    return unreadable({ file: fileName, code: "definition_ambiguous", message }, []);
  }
  return readFile(s3, bucket, { key: `${assignmentKeys.folder(ref)}${fileName}`, fileName });
}

async function definitionNames(s3: S3Client, bucket: string, ref: AssignmentRef): Promise<readonly string[]> {
  const folder = assignmentKeys.folder(ref);
  const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${folder}assignment.` }));
  const keys = new Set(page.Contents?.map(({ Key }) => Key));
  return DEFINITION_NAMES.filter((name) => keys.has(assignmentKeys.definition(ref, name)));
}

async function readFile(
  s3: S3Client,
  bucket: string,
  { key, fileName }: { readonly key: string; readonly fileName: string },
): Promise<DefinitionRead> {
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (object.Body === undefined) throw new Error(`${key}: S3 answered without a body`);
  const input = { key, versionId: object.VersionId ?? "null" };
  const sizeBytes = object.ContentLength ?? Number.POSITIVE_INFINITY;
  if (sizeBytes > assignmentLimits.definitionBytes) {
    // Nothing of it is read; without this the connection would stay open until it is collected.
    await object.Body.transformToWebStream().cancel();
    const message = `it has ${sizeBytes} bytes and at most ${assignmentLimits.definitionBytes} are read: move data into assets/`;
    return unreadable({ file: fileName, code: "too_large", message }, [input]);
  }
  const decoded = decodeDefinition(await object.Body.transformToByteArray(), fileName);
  return decoded.ok
    ? { kind: "read", fileName, text: decoded.text, input }
    : { kind: "unreadable", finding: decoded.finding, inputs: [input] };
}

function unreadable(
  finding: Pick<Finding, "file" | "code" | "message">,
  inputs: readonly JudgedObject[],
): DefinitionRead {
  return { kind: "unreadable", finding: { severity: "error", pointer: "", ...finding }, inputs };
}
