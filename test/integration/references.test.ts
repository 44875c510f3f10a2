import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { pushFolder } from "#cli/push/push-folder.ts";
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

it("may have a reference whose name means something else in an address", async () => {
  await upload("cs1/odd/references/what? 1+1 #2 100%.py", "print('bye')\n");
  const report = await verdictOn(
    "odd",
    await upload("cs1/odd/assignment.yaml", withReferences('{path: "what? 1+1 #2 100%.py", score: 0}')),
  );

  expect(report).toMatchObject({ ok: true, references: [{ met: true, score: 0 }] });
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

it("is not current while ast-grep cannot use one of its rules, which is named with its line and column", async () => {
  const rules = (...lines: readonly string[]) => `template: static_analysis
languages: [python, c]
criteria:
  base:
    weight: 100
    tests:
      - name: forbidden_keyword
        custom_ast_grep_rules:
${lines.map((line) => `          - ${line}`).join("\n")}
`;
  const bad = rules("{ kind: lambda, language: python }", "{ kind: goto_statement }", '{ regex: "(" }');
  const refused = await verdictOn("rules", await upload("cs1/rules/assignment.yaml", bad));

  const pointer = "/criteria/base/tests/0/custom_ast_grep_rules";
  const error = { severity: "error", code: "invalid_parameter", file: "assignment.yaml", column: 13 };
  expect(refused.ok).toBe(false);
  expect(refused.findings).toMatchObject([
    { ...error, line: 10, pointer: `${pointer}/1`, message: expect.stringContaining("for python") },
    { ...error, line: 11, pointer: `${pointer}/2`, message: expect.stringContaining("for python") },
    { ...error, line: 11, pointer: `${pointer}/2`, message: expect.stringContaining("for c") },
  ]);
  await expect(current("rules")).rejects.toThrow("no release is current");

  const good = rules("{ kind: lambda, language: python }", "{ kind: goto_statement, language: c }");
  const accepted = await verdictOn("rules", await upload("cs1/rules/assignment.yaml", good));
  expect(accepted).toMatchObject({ ok: true, findings: [] });
  expect(accepted.references).toBeUndefined();
  expect((await current("rules")).releaseId).toBe(accepted.releaseId);
});

it("is uploaded again without a change when the platform failed to check it, and only then", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "assay-push-"));
  await writeFile(join(directory.path, "assignment.yaml"), definitionText());
  const reading = await readAssignmentFolder(directory.path);
  if (!reading.ok) expect.fail(JSON.stringify(reading.findings));
  const ref = assignmentRef("cs1", "pushed");
  const push = async () => {
    const events = { onProgress: () => undefined, onWaiting: () => undefined };
    const what = { folder: reading.folder, ref };
    const connection = {
      s3: stack.s3,
      sqs: stack.sqs,
      deployment: stack.deployment,
      [Symbol.dispose]: () => undefined,
    };
    return await pushFolder(connection, what, events, new AbortController().signal);
  };
  const place = { bucket: stack.deployment.ReleasesBucket, key: releaseKeys.validation(ref) };

  const first = await push();
  expect(await push()).toMatchObject({ uploads: [{ sent: false }] });
  if (first.kind !== "judged") expect.fail(first.kind);
  const failedOnce = { ...first.report, ok: false, retryable: true };
  await putObject(stack.s3, { ...place, body: JSON.stringify(failedOnce) });

  expect(await push()).toMatchObject({ uploads: [{ sent: true }], report: { ok: true } });
});
