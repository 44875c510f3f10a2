import { setTimeout as delay } from "node:timers/promises";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type * as z from "zod";
import { CurrentRelease, Release } from "#core/assignment/release.ts";
import { ValidationReport } from "#core/assignment/validation.ts";
import { Slug } from "#core/submission/ids.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { readJson } from "#lambdas/objects/json-object.ts";

export function assignmentRef(course: string, assignment: string): AssignmentRef {
  return { course: Slug.parse(course), assignment: Slug.parse(assignment) };
}

export interface DefinitionOptions {
  readonly title?: string;
  readonly assets?: readonly { readonly source: string; readonly target: string }[];
  readonly maxAttempts?: number;
  readonly maxInFlight?: number;
  readonly maxSize?: string;
}

/** A small valid assignment as an instructor writes it. JSON is YAML, and says `assets` on one line. */
export function definitionText(options: DefinitionOptions = {}): string {
  return [
    `title: ${options.title ?? "Hello"}`,
    "template: input_output",
    "languages: [python]",
    `setup: {assets: ${JSON.stringify(options.assets ?? [])}}`,
    "submissions:",
    `  max_size: ${options.maxSize ?? "1MiB"}`,
    ...(options.maxAttempts === undefined ? [] : [`  max_attempts: ${options.maxAttempts}`]),
    ...(options.maxInFlight === undefined ? [] : [`  max_in_flight: ${options.maxInFlight}`]),
    "criteria:",
    "  base:",
    "    weight: 100",
    "    tests:",
    "      - name: expect_output",
    "        parameters: {program_command: CMD, inputs: [], expected_output: hello}",
    "",
  ].join("\n");
}

export interface PutRequest {
  readonly bucket: string;
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Returns the version that was made. */
export async function putObject(s3: S3Client, { bucket, key, body, metadata }: PutRequest): Promise<string> {
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: Buffer.from(body),
      ...(metadata && { Metadata: metadata }),
    }),
  );
  return VersionId ?? "null";
}

const PATIENCE_MS = 30_000;
const POLL_INTERVAL_MS = 25;

/** Waits until the document is there and is what is asked for, and returns it. */
export async function documentWhen<Schema extends z.ZodType>(
  s3: S3Client,
  place: { readonly bucket: string; readonly key: string; readonly schema: Schema },
  wanted: (document: z.output<Schema>) => boolean = () => true,
): Promise<z.output<Schema>> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const document = (await readJson(s3, place, place.schema))?.value;
    if (document !== undefined && wanted(document)) return document;
    if (performance.now() > deadline) {
      throw new Error(`after ${PATIENCE_MS} ms ${place.key} is ${JSON.stringify(document)}`);
    }
    await delay(POLL_INTERVAL_MS);
  }
}

/** Waits for the verdict on an object version that was just put. */
export async function validationOf(
  s3: S3Client,
  bucket: string,
  wanted: { readonly ref: AssignmentRef; readonly versionId: string },
): Promise<ValidationReport> {
  return documentWhen(
    s3,
    { bucket, key: releaseKeys.validation(wanted.ref), schema: ValidationReport },
    ({ inputs }) => inputs.some(({ versionId }) => versionId === wanted.versionId),
  );
}

export async function currentRelease(s3: S3Client, bucket: string, ref: AssignmentRef): Promise<Release> {
  const current = await readJson(s3, { bucket, key: releaseKeys.current(ref) }, CurrentRelease);
  if (current === undefined) throw new Error("no release is current");
  const key = releaseKeys.release(ref, current.value.releaseId);
  const release = await readJson(s3, { bucket, key }, Release);
  if (release === undefined) throw new Error(`${key} is not there`);
  return release.value;
}
