import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ValidationReport } from "#core/assignment/validation.ts";
import { CheckJob } from "#core/job/check-job.ts";
import { CheckVerdict, verdictOn } from "#core/job/check-verdict.ts";
import { type AssignmentRef, assignmentKeys, releaseKeys } from "#core/submission/keys.ts";
import { closeFailedCheck } from "#lambdas/close-failed-job/close-failed-check.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { keepVerdict } from "#lambdas/publish-assignment/keep-verdict.ts";
import { publishAssignment } from "#lambdas/publish-assignment/publish-assignment.ts";
import { type BareBuckets, bareBuckets } from "#test/support/bare-buckets.ts";
import { publicationDeps } from "#test/support/publication.ts";
import { assignmentRef, definitionText, putObject } from "#test/support/published.ts";

let buckets: BareBuckets;
beforeAll(async () => {
  buckets = await bareBuckets("assignments", "releases");
});
afterAll(() => buckets[Symbol.asyncDispose]());

const references = "references: [{path: a/main.py, score: 100}, {path: b/main.py, score: 100}]\n";

/** An assignment with two references, in the buckets, and queues that only remember what is sent. */
async function uploaded(name: string) {
  const ref = assignmentRef("cs1", name);
  const put = (key: string, body: string) => putObject(buckets.s3, { bucket: "assignments", key, body });
  await put(assignmentKeys.reference(ref, "a/main.py"), "print('hello')\n");
  await put(assignmentKeys.reference(ref, "b/main.py"), "print('hello')\n");
  await put(assignmentKeys.definition(ref, "assignment.yaml"), `${definitionText()}${references}`);
  const sqs = new SQSClient({ region: "us-east-1" });
  const sent = mockClient(sqs).on(SendMessageCommand).resolves({});
  const messages = () =>
    sent.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? "");
  const deps = { ...publicationDeps(buckets.s3), sqs };
  return {
    ref,
    sqs,
    messages,
    jobs: () => messages().flatMap((message) => CheckJob.safeParse(JSON.parse(message)).data ?? []),
    publish: (retryGivenUp = true) => publishAssignment({ ...deps, retryGivenUp }, ref),
    keep: (verdict: CheckVerdict) => keepVerdict({ s3: buckets.s3, releasesBucket: "releases" }, verdict),
  };
}

async function validation(ref: AssignmentRef): Promise<ValidationReport | undefined> {
  const place = { bucket: "releases", key: releaseKeys.validation(ref) };
  return (await readJson(buckets.s3, place, ValidationReport))?.value;
}

it("publications that come at once send each reference once", async () => {
  const { jobs, publish, ref } = await uploaded("at-once");

  await Promise.allSettled([publish(), publish(), publish()]);
  expect(await publish()).toEqual({ outcome: "checking" });

  expect(jobs()).toHaveLength(2);
  expect(new Set(jobs().map(({ index }) => index))).toEqual(new Set([0, 1]));
  expect(await validation(ref)).toMatchObject({ ok: false, checking: 2 });
});

describe("a reference that no host could grade", () => {
  /** Both were sent; the first was given up, the second graded. */
  async function givenUp(name: string) {
    const checked = await uploaded(name);
    await checked.publish();
    const [first, second] = checked.jobs();
    if (first === undefined || second === undefined) expect.fail("no job was sent");
    await closeFailedCheck({ sqs: checked.sqs, publicationsQueueUrl: "p" }, JSON.stringify(first));
    const verdict = CheckVerdict.parse(JSON.parse(checked.messages().at(-1) ?? ""));
    await checked.keep(verdict);
    await checked.keep(verdictOn(second, { score: 100 }));
    await checked.publish(false);
    return { ...checked, first };
  }

  it("leaves the assignment as it was, says whose fault it is, and that it can be tried again", async () => {
    const { ref } = await givenUp("given-up");

    expect(await validation(ref)).toMatchObject({
      ok: false,
      retryable: true,
      findings: [{ code: "not_checked", pointer: "/references/0", line: 13 }],
    });
  });

  it("is sent again, and alone, when the assignment is uploaded again without a change", async () => {
    const { ref, jobs, publish, keep } = await givenUp("again");

    expect(await publish()).toEqual({ outcome: "checking" });
    expect(await publish()).toEqual({ outcome: "checking" });
    const [, , retried, ...others] = jobs();
    expect(others).toEqual([]);
    expect(retried).toMatchObject({ index: 0, run: 2 });
    // Another publication meanwhile does not take it for given up.
    expect(await publish(false)).toEqual({ outcome: "checking" });
    expect((await validation(ref))?.retryable).toBeUndefined();

    if (retried === undefined) expect.fail("nothing was sent again");
    expect(await keep(verdictOn(retried, { score: 100 }))).toBe(true);
    expect(await publish(false)).toMatchObject({ outcome: "published" });
    expect(await validation(ref)).toMatchObject({ ok: true, findings: [] });
  });

  it("counts as graded when its first job was done after all", async () => {
    const { first, publish, keep } = await givenUp("after-all");

    await keep(verdictOn(first, { score: 100 }));

    expect(await publish(false)).toMatchObject({ outcome: "published" });
  });
});

it("rules that no host could compile are said not to have been checked, and are checked after the next upload", async () => {
  const { ref, sqs, messages, jobs, publish, keep } = await uploaded("rules-given-up");
  const rules = `template: static_analysis
languages: [python]
criteria:
  base:
    weight: 100
    tests: [{ name: forbidden_keyword, custom_ast_grep_rules: [{ kind: lambda }] }]
`;
  await putObject(buckets.s3, {
    bucket: "assignments",
    key: assignmentKeys.definition(ref, "assignment.yaml"),
    body: rules,
  });
  await publish();
  const [job] = jobs();
  expect(job).toMatchObject({ kind: "rules", index: 0, total: 1, run: 1 });
  await closeFailedCheck({ sqs, publicationsQueueUrl: "p" }, JSON.stringify(job));
  await keep(CheckVerdict.parse(JSON.parse(messages().at(-1) ?? "")));

  expect(await publish(false)).toMatchObject({ outcome: "invalid" });
  expect(await validation(ref)).toMatchObject({
    retryable: true,
    findings: [{ code: "not_checked", pointer: "", message: expect.stringMatching(/^the rules/) }],
  });

  await publish();
  const retried = jobs().at(-1) ?? expect.fail("nothing was sent again");
  await keep(verdictOn(retried, { rules: [] }));
  expect(await publish(false)).toMatchObject({ outcome: "published" });
});
