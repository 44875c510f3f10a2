import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { assignmentRef, definitionText, putObject, validationOf } from "#test/support/published.ts";
import { takeJobs } from "#test/support/uploads.ts";

const UPLOADS = 1_500;
/** As many as a class at a deadline. */
const UPLOADERS = 16;

let stack: DeployedStack;
beforeAll(async () => {
  stack = await deployedStack();
  const { AssignmentsBucket, ReleasesBucket } = stack.deployment;
  const key = "cs1/exam/assignment.yaml";
  const versionId = await putObject(stack.s3, { bucket: AssignmentsBucket, key, body: definitionText() });
  await validationOf(stack.s3, ReleasesBucket, { ref: assignmentRef("cs1", "exam"), versionId });
});
afterAll(() => stack[Symbol.asyncDispose]());

it(`turns a burst of ${UPLOADS} uploads into as many jobs, and loses none`, async () => {
  const students = Array.from({ length: UPLOADS }, (_, index) => `s${index}`).values();
  const uploader = async () => {
    for (const student of students) {
      const key = `cs1/exam/${student}/main.py`;
      await putObject(stack.s3, { bucket: stack.deployment.SubmissionsBucket, key, body: "print('hello')" });
    }
  };
  const uploading = Promise.all(Array.from({ length: UPLOADERS }, uploader));

  const jobs = await takeJobs(stack.sqs, stack.deployment.GradingQueueUrl, {
    enough: UPLOADS,
    patienceSeconds: 20,
  });

  await uploading;
  expect(new Set(jobs.map(({ job }) => job.student)).size).toBe(UPLOADS);
  expect(jobs).toHaveLength(UPLOADS);
});
