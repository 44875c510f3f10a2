import { SQSClient } from "@aws-sdk/client-sqs";
import picocolors from "picocolors";
import { expect, it } from "vitest";
import { readSettings } from "#cli/settings.ts";
import { followSubmission } from "#cli/submit/follow-submission.ts";
import { Deployment } from "#core/deployment.ts";
import { releaseKeys, resultKeys } from "#core/submission/keys.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";
import { release } from "#test/support/releases.ts";
import { gradedResult } from "#test/support/results.ts";
import { testResult } from "#test/unit/core/report/results.ts";

/** A submission that is graded, a connection to where it is, and what is printed of it. */
function setUp(format: string) {
  const released = release();
  const test = testResult({ id: "greets", name: "greets", score: 100 });
  const secret = testResult({ id: "secret", visibility: "hidden", score: 100 });
  const result = gradedResult({ releaseId: released.releaseId, tests: [test, secret] });
  const key = resultKeys.result(gradingRef(gradeJob()));
  const { s3, objects } = memoryS3();
  const put = (name: string, value: unknown) =>
    objects.set(name, {
      body: JSON.stringify(value),
      etag: '"e"',
      contentType: undefined,
      cacheControl: undefined,
    });
  const { submissionId, correlationId, finishedAt: updatedAt } = result;
  const status = { schema: 1, submissionId, state: "graded", resultKey: key, updatedAt, correlationId };
  put(resultKeys.status(result), status);
  put(key, result);
  put(releaseKeys.release(released, released.releaseId), released);
  const printed: string[] = [];
  const sqs = new SQSClient({});
  const shell = {
    settings: readSettings({}),
    colours: picocolors.createColors(false),
    print: (text: string) => void printed.push(text),
    note: () => undefined,
    interactive: false,
    overwrite: () => undefined,
    openS3: () => s3,
    openSqs: () => sqs,
  };
  const names = Object.keys(Deployment.shape).map((name) => [name, name]);
  const deployment = Deployment.parse(Object.fromEntries(names));
  const connection = { s3, sqs, deployment, [Symbol.dispose]: () => undefined };
  const { signal } = new AbortController();
  const options = { submission: result, timeoutMs: 1_000, format, signal };
  return { printed, run: () => followSubmission(shell, connection, options) };
}

it("prints outcome v1 with what the release says of its tests", async () => {
  const { printed, run } = setUp("outcome-v1");

  expect(await run()).toBe(0);

  expect(JSON.parse(printed.join(""))).toMatchObject({
    tree: {
      base: {
        tests: [
          { id: "greets", parameters: { expected_output: "hello", program_command: "python3 main.py" } },
          { id: "secret", parameters: {} },
        ],
      },
    },
  });
});

it("prints the result as it is kept", async () => {
  const { printed, run } = setUp("result");

  expect(await run()).toBe(0);

  expect(JSON.parse(printed.join(""))).toMatchObject({ outcome: "graded", score: 100 });
  expect(printed.join("")).not.toContain("parameters");
});
