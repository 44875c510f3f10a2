import { GetObjectCommand } from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ValidationReport } from "#core/assignment/validation.ts";
import { FailedResult, GradedResult, type GradingResult } from "#core/grading/result.ts";
import { GradeJob } from "#core/job/grade-job.ts";
import { queueLimits } from "#core/limits.ts";
import { sha256Hex, SubmissionId } from "#core/submission/ids.ts";
import { releaseKeys, resultKeys } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { gradeJob } from "#test/support/jobs.ts";
import {
  assignmentRef,
  definitionText,
  documentWhen,
  putObject,
  validationOf,
} from "#test/support/published.ts";
import { gradedResult } from "#test/support/results.ts";
import { deliver, takeJobs } from "#test/support/uploads.ts";

let stack: DeployedStack;
beforeAll(async () => {
  stack = await deployedStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

describe("a job that no runner could do", () => {
  it("ends after the agreed number of deliveries with a result that blames the platform", async () => {
    const { AssignmentsBucket, ReleasesBucket, SubmissionsBucket, GradingQueueUrl } = stack.deployment;
    const text = definitionText({ maxAttempts: 1 });
    const key = "cs1/hard/assignment.yaml";
    const versionId = await putObject(stack.s3, { bucket: AssignmentsBucket, key, body: text });
    await validationOf(stack.s3, ReleasesBucket, { ref: assignmentRef("cs1", "hard"), versionId });
    await putObject(stack.s3, { bucket: SubmissionsBucket, key: "cs1/hard/ana/main.py", body: "x" });

    const seen = new Set<string>();
    for (let delivery = 1; delivery <= queueLimits.maxReceiveCount; delivery++) {
      const { Messages } = await stack.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: GradingQueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 0 }),
      );
      for (const { Body } of Messages ?? []) seen.add(Body ?? "");
    }
    // The next receive is what moves it to the dead letters.
    await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl: GradingQueueUrl, WaitTimeSeconds: 1 }));

    expect(seen.size).toBe(1);
    const job = GradeJob.parse(JSON.parse([...seen][0] ?? ""));
    const result = await closedAs(job, FailedResult);
    expect(result.error).toMatchObject({ code: "retries_exhausted", blame: "platform" });
    expect(result.error.message).not.toBe("");
    expect(await statusWhen(job, "failed")).toMatchObject({ resultKey: resultKeys.result(job) });
    expect(await reportOf(job)).toContain(result.error.message);

    // The only attempt there is can be taken again.
    await putObject(stack.s3, { bucket: SubmissionsBucket, key: "cs1/hard/ana/main.py", body: "x" });
    const [again] = await takeJobs(stack.sqs, GradingQueueUrl, { enough: 1 });
    expect(again?.job.attempt).toBe(1);
    expect(again?.job.submissionId).not.toBe(job.submissionId);
  });
});

describe("a message among the dead letters", () => {
  it("whose grading has a result only has its status put right", async () => {
    const job = jobOf("cs1/done/ana/main.py");
    await put(resultKeys.result(job), graded(job));

    await deliver(stack.sqs, stack.deployment.RegradingDlqUrl, JSON.stringify(job));

    expect(await statusWhen(job, "graded")).toMatchObject({ score: 87.5, resultKey: resultKeys.result(job) });
    expect(await closedAs(job, GradedResult)).toEqual(graded(job));
  });

  it("that comes twice is closed once", async () => {
    const job = jobOf("cs1/twice/ana/main.py");
    await deliver(stack.sqs, stack.deployment.GradingDlqUrl, JSON.stringify(job));
    const first = await closedAs(job, FailedResult);
    await statusWhen(job, "failed");

    await deliver(stack.sqs, stack.deployment.GradingDlqUrl, JSON.stringify(job));
    await deliver(stack.sqs, stack.deployment.GradingDlqUrl, "marker");
    await unreadable("marker");

    expect(await closedAs(job, FailedResult)).toEqual(first);
  });

  it.each(["not JSON", '{"schema":99}'])(
    "that is no job (%s) is kept for staff and not tried for ever",
    async (text) => {
      await deliver(stack.sqs, stack.deployment.GradingDlqUrl, text);

      expect(await unreadable(text)).toMatchObject({ message: text });
    },
  );
});

describe("a reference that no runner could grade", () => {
  it("ends its publication with a word to the instructor, and is graded anew after the next upload", async () => {
    const { AssignmentsBucket, ReleasesBucket, GradingQueueUrl, GradingDlqUrl } = stack.deployment;
    const upload = (key: string, body: string) =>
      putObject(stack.s3, { bucket: AssignmentsBucket, key: `cs1/stuck/${key}`, body });
    const text = `${definitionText()}references: [{path: main.py, score: 100}]\n`;
    await upload("references/main.py", "print('hello')\n");
    await upload("assignment.yaml", text);
    const validation = { bucket: ReleasesBucket, key: releaseKeys.validation(assignmentRef("cs1", "stuck")) };
    const place = { ...validation, schema: ValidationReport };

    const job = await nextMessage(GradingQueueUrl);
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: GradingDlqUrl, MessageBody: job }));

    const given = await documentWhen(stack.s3, place, ({ findings }) => findings.length > 0);
    expect(given).toMatchObject({
      ok: false,
      findings: [{ code: "not_checked", pointer: "/references/0" }],
    });
    expect(given.findings[0]?.message).toContain("the platform could not check it");

    await upload("assignment.yaml", text);
    expect(JSON.parse(await nextMessage(GradingQueueUrl))).toMatchObject({
      kind: "reference",
      index: 0,
      run: 2,
    });
    await documentWhen(stack.s3, place, ({ checking }) => checking === 1);
  });

  async function nextMessage(queueUrl: string): Promise<string> {
    const { Messages } = await stack.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }),
    );
    const { Body, ReceiptHandle } = Messages?.[0] ?? {};
    await stack.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    return Body ?? "";
  }
});

function jobOf(key: string): GradeJob {
  return gradeJob({ key, bucket: stack.deployment.SubmissionsBucket });
}

function graded(job: GradeJob): GradingResult {
  const { course, assignment, student, submissionId } = job;
  return gradedResult({ course, assignment, student, submissionId, score: 87.5 });
}

async function put(key: string, value: unknown): Promise<void> {
  await putObject(stack.s3, { bucket: stack.deployment.ResultsBucket, key, body: JSON.stringify(value) });
}

function closedAs<Schema extends z.ZodType>(job: GradeJob, schema: Schema): Promise<z.output<Schema>> {
  return documentWhen(stack.s3, {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.result(job),
    schema,
  });
}

function statusWhen(job: GradeJob, state: SubmissionStatus["state"]): Promise<SubmissionStatus> {
  const place = {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.status(job),
    schema: SubmissionStatus,
  };
  return documentWhen(stack.s3, place, (status) => status.state === state);
}

async function reportOf(job: GradeJob): Promise<string> {
  const { ResultsBucket } = stack.deployment;
  const report = await stack.s3.send(
    new GetObjectCommand({ Bucket: ResultsBucket, Key: resultKeys.reportMarkdown(job) }),
  );
  return report.Body?.transformToString() ?? "";
}

function unreadable(text: string) {
  return documentWhen(stack.s3, {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.unroutable(SubmissionId.parse(sha256Hex(text).slice(0, 32))),
    schema: z.looseObject({ message: z.string() }),
  });
}
