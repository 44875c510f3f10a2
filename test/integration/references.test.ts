import { afterAll, beforeAll, expect, it } from "vitest";
import { Slug } from "#core/submission/ids.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { publicationDeps } from "#test/support/publication.ts";
import {
  assignmentRef,
  currentRelease,
  definitionText,
  documentWhen,
  putObject,
} from "#test/support/published.ts";
import { type RunnerProcess, startRunner } from "#test/support/runner-process.ts";
import { ValidationReport } from "#core/assignment/validation.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { publishAssignment } from "#lambdas/publish-assignment/publish-assignment.ts";

let stack: DeployedStack;
let runner: RunnerProcess;
beforeAll(async () => {
  stack = await deployedStack();
  runner = await startRunner(stack);
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const good = "{path: good/main.py, score: 100}";
const bad = "{path: bad/main.py, score: 0, tests: {base/expect_output: 0}}";

function withReferences(...references: readonly string[]): string {
  return `${definitionText()}references: [${references.join(", ")}]\n`;
}

function upload(key: string, body: string) {
  return putObject(stack.s3, { bucket: stack.deployment.AssignmentsBucket, key, body });
}

/** What is said of that definition in the end, when every reference has been graded. */
function verdictOn(assignment: string, versionId: string): Promise<ValidationReport> {
  const ref = assignmentRef("cs1", assignment);
  const place = { bucket: stack.deployment.ReleasesBucket, key: releaseKeys.validation(ref) };
  return documentWhen(
    stack.s3,
    { ...place, schema: ValidationReport },
    ({ inputs, checking }) => checking === undefined && inputs.some((input) => input.versionId === versionId),
  );
}

function current(assignment: string) {
  return currentRelease(stack.s3, stack.deployment.ReleasesBucket, assignmentRef("cs1", assignment));
}

it("is current once its references have graded as they must, and stays so when a later one does not", async () => {
  await upload("cs1/checked/references/good/main.py", "print('hello')\n");
  await upload("cs1/checked/references/bad/main.py", "print('bye')\n");
  const first = await verdictOn(
    "checked",
    await upload("cs1/checked/assignment.yaml", withReferences(good, bad)),
  );

  expect(first).toMatchObject({
    ok: true,
    findings: [],
    references: [
      { path: "good/main.py", met: true, score: 100 },
      { path: "bad/main.py", met: true, score: 0 },
    ],
  });
  const released = await current("checked");
  expect(released.releaseId).toBe(first.releaseId);

  const wrong = good.replace("100}", "40}");
  const second = await verdictOn(
    "checked",
    await upload("cs1/checked/assignment.yaml", withReferences(wrong, bad)),
  );

  expect(second).toMatchObject({
    ok: false,
    currentReleaseId: released.releaseId,
    references: [{ met: false }, { met: true }],
    findings: [
      {
        code: "reference_missed",
        file: "assignment.yaml",
        pointer: "/references/0",
        line: 13,
        message:
          "references/good/main.py: expected the score 40, but it got 100; the test 'base/expect_output' got 100",
      },
    ],
  });
  expect(second.releaseId).toBeUndefined();
  expect((await current("checked")).releaseId).toBe(released.releaseId);
});

it("is not checked again when it is published again", async () => {
  await upload("cs1/twice/references/good/main.py", "print('hello')\n");
  await verdictOn("twice", await upload("cs1/twice/assignment.yaml", withReferences(good)));
  const closed = runner.lines.filter(({ event }) => event === "job.closed").length;

  const deps = {
    ...publicationDeps(stack.s3),
    assignmentsBucket: stack.deployment.AssignmentsBucket,
    releasesBucket: stack.deployment.ReleasesBucket,
    sqs: stack.sqs,
    gradingQueueUrl: stack.deployment.GradingQueueUrl,
  };
  const again = await publishAssignment(deps, { course: Slug.parse("cs1"), assignment: Slug.parse("twice") });

  expect(again).toMatchObject({ outcome: "unchanged" });
  expect(runner.lines.filter(({ event }) => event === "job.closed")).toHaveLength(closed);
});

it("is not current while a reference is missing, which is named with its line", async () => {
  const report = await verdictOn(
    "missing",
    await upload("cs1/missing/assignment.yaml", withReferences(good)),
  );

  expect(report).toMatchObject({
    ok: false,
    findings: [{ code: "reference_missing", pointer: "/references/0", line: 13 }],
  });
  await expect(current("missing")).rejects.toThrow("no release is current");

  const put = await upload("cs1/missing/references/good/main.py", "print('hello')\n");
  expect(await verdictOn("missing", put)).toMatchObject({ ok: true });
});
