import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import { readDocument } from "#cli/submit/read-document.ts";
import { ValidationReport } from "#core/assignment/validation.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";

const DEADLINE_MS = 60_000;
/** Beyond it, when references have to wait for a runner. */
const REFERENCES_MS = 600_000;
const INTERVAL_MS = 100;

export interface PushedVersions {
  /** The assignment file, and the assets and references, as they are in the bucket now. */
  readonly definition: PushedVersion;
  readonly assets: readonly PushedVersion[];
}

interface PushedVersion {
  readonly key: string;
  readonly versionId: string;
}

export interface Awaited {
  readonly ref: AssignmentRef;
  readonly pushed: PushedVersions;
  /** What was there before anything was uploaded. */
  readonly previous: ValidationReport | undefined;
}

/** Waits until the pipeline has judged these very versions, and returns what it says. */
export async function awaitValidation(
  connection: Connection,
  { ref, pushed, previous }: Awaited,
  signal: AbortSignal,
): Promise<ValidationReport> {
  const startedAt = performance.now();
  let checking = 0;
  while (performance.now() < startedAt + DEADLINE_MS + (checking > 0 ? REFERENCES_MS : 0)) {
    const report = await readValidation(connection, ref);
    const isOurs = report !== undefined && judges(report, pushed, previous);
    if (isOurs && report.checking === undefined) return report;
    checking = isOurs ? (report.checking ?? 0) : 0;
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  if (checking > 0) {
    throw new PlatformError(
      `uploaded and valid, but ${checking} of its checks were not done after ${REFERENCES_MS / 60_000} minutes: does a runner take jobs ('assay status')?`,
    );
  }
  throw new PlatformError(
    `uploaded, but not validated after ${DEADLINE_MS / 1000} s: the publish-assignment function does not run, or its queue is stuck`,
  );
}

/**
 * A publication that began before the last upload judges older versions, and is followed by another.
 * A report about an assignment file that cannot be read knows nothing of assets; one about two assignment files
 * in one folder judges no version at all.
 */
export function judges(
  report: ValidationReport,
  pushed: PushedVersions,
  previous: ValidationReport | undefined,
): boolean {
  if (report.inputs.length === 0) return !report.ok && report.checkedAt !== previous?.checkedAt;
  const judged = new Map(report.inputs.map(({ key, versionId }) => [key, versionId]));
  if (judged.get(pushed.definition.key) !== pushed.definition.versionId) return false;
  return pushed.assets.every(({ key, versionId }) => {
    const version = judged.get(key);
    return version === versionId || (version === undefined && !report.ok);
  });
}

export async function readValidation(
  { s3, deployment }: Connection,
  ref: AssignmentRef,
): Promise<ValidationReport | undefined> {
  const place = { bucket: deployment.ReleasesBucket, key: releaseKeys.validation(ref) };
  return await readDocument(s3, place, ValidationReport);
}
