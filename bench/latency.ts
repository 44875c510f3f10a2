import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { connected, type Connection } from "#cli/connection.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import { bringUp } from "#cli/local/bring-up.ts";
import { takeDown } from "#cli/local/take-down.ts";
import { publishFolder } from "#cli/push/publish-folder.ts";
import { readSettings } from "#cli/settings.ts";
import { readResult } from "#cli/submit/read-results.ts";
import { readUpload } from "#cli/submit/read-upload.ts";
import { uploadSubmission } from "#cli/submit/upload-submission.ts";
import { watchSubmission } from "#cli/submit/watch-submission.ts";
import { Slug } from "#core/submission/ids.ts";
import { renderSummary, summarise } from "./latency/summary.ts";
import { type Timeline, timelineOf } from "./latency/timeline.ts";

const RUNS = 20;
/** Lambda workers, caches and the JIT are cold at first. */
const WARM_UP_RUNS = 5;
const TIMEOUT_MS = 60_000;

const assignment = join(import.meta.dirname, "latency/assignment");
const ref = { course: Slug.parse("bench"), assignment: Slug.parse("latency"), student: Slug.parse("bench") };

/** From an upload to its result, on a local stack of its own that is taken down again. */
export async function benchLatency({ json }: { readonly json?: true }): Promise<void> {
  using interruption = holdInterruption();
  const { signal } = interruption;
  const dir = await mkdtemp(join(tmpdir(), "assay-bench-"));
  const settings = readSettings({ ...process.env, ASSAY_HOME: dir });
  try {
    const options = { endpoint: undefined, port: undefined, slots: undefined, injection: undefined };
    const { session, deployment } = await bringUp(settings, options, () => undefined, signal);
    const config = localClientConfig(session.endpoint);
    using connection = connected({ s3: new S3Client(config), sqs: new SQSClient(config) }, deployment);
    await publishFolder(connection, { path: assignment, ref }, signal);
    const timelines: Timeline[] = [];
    for (let run = 0; run < WARM_UP_RUNS + RUNS; run += 1) {
      const timeline = await measure(connection, signal);
      if (run >= WARM_UP_RUNS) timelines.push(timeline);
    }
    const summary = summarise(timelines);
    console.log(
      json ? JSON.stringify({ benchmark: "latency", ...summary }, null, 2) : renderSummary(summary),
    );
  } finally {
    await takeDown(settings.home);
    await rm(dir, { recursive: true });
  }
}

async function measure(connection: Connection, signal: AbortSignal): Promise<Timeline> {
  const content = await readUpload(join(assignment, "main.py"));
  const beganAt = Date.now();
  const submission = await uploadSubmission(
    connection,
    { ref, upload: content, language: undefined, locale: undefined },
    signal,
  );
  const upload = { beganAt, endedAt: Date.now() };
  const watch = { timeoutMs: TIMEOUT_MS, signal, onStatus: () => undefined };
  const { resultKey = "" } = await watchSubmission(connection, submission, watch);
  const result = await readResult(connection, resultKey);
  return await timelineOf(connection, submission, { upload, result });
}
