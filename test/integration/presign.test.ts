import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import type { Cli } from "#test/support/cli.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { deployedCli } from "#test/support/deployed-cli.ts";
import { assignmentRef, definitionText, putObject, validationOf } from "#test/support/published.ts";
import { takeJobs } from "#test/support/uploads.ts";

const owned = new AsyncDisposableStack();
let stack: DeployedStack;
let cli: Cli;
beforeAll(async () => {
  stack = owned.use(await deployedStack());
  cli = owned.use(await deployedCli(stack));
  const { AssignmentsBucket: bucket, ReleasesBucket } = stack.deployment;
  const body = definitionText({ maxSize: "4KiB" });
  const versionId = await putObject(stack.s3, { bucket, key: "cs1/signed/assignment.yaml", body });
  await validationOf(stack.s3, ReleasesBucket, { ref: assignmentRef("cs1", "signed"), versionId });
});
afterAll(() => owned.disposeAsync());

const Form = z.object({ url: z.url(), fields: z.record(z.string(), z.string()), maxBytes: z.number() });

async function formFor(...args: readonly string[]): Promise<z.infer<typeof Form>> {
  const { stdout, stderr } = await cli.run("presign", "upload", "cs1/signed", ...args, "--json");
  expect(stderr).toBe("");
  return Form.parse(JSON.parse(stdout));
}

function post({ url, fields }: z.infer<typeof Form>, body: string): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([body]));
  return fetch(url, { method: "POST", body: form });
}

it("a form lets somebody without an account hand in one file, which is accepted as what was signed", async () => {
  const form = await formFor("ada", "main.py", "--language", "python", "--locale", "pt_br");
  expect(form.maxBytes).toBe(4 * 1024);

  expect((await post(form, "print('hello')\n")).ok).toBe(true);

  const [taken] = await takeJobs(stack.sqs, stack.deployment.GradingQueueUrl, { enough: 1 });
  expect(taken?.job).toMatchObject({
    student: "ada",
    upload: { key: "cs1/signed/ada/main.py" },
    language: "python",
    locale: "pt_br",
  });
});

it.each([
  ["another student's place", { key: "cs1/signed/bob/main.py" }],
  ["another name", { key: "cs1/signed/ada/other.py" }],
  ["another course", { key: "cs2/signed/ada/main.py" }],
  ["another language", { "x-amz-meta-language": "c" }],
])("a form cannot be turned to %s", async (_what, changed) => {
  const form = await formFor("ada", "main.py", "--language", "python");

  const response = await post({ ...form, fields: { ...form.fields, ...changed } }, "x");

  expect(response.status).toBe(403);
});

it("a form takes no file larger than the assignment, or the instructor, allows", async () => {
  expect((await post(await formFor("ada", "main.py"), "x".repeat(4 * 1024 + 1))).status).toBe(400);
  const smaller = await formFor("ada", "main.py", "--max-size", "10B");
  expect((await post(smaller, "x".repeat(11))).status).toBe(400);
});

it("a form and a link are refused when their time is over", async () => {
  const form = await formFor("ada", "main.py", "--expires", "1s");
  const key = "cs1/signed/eve/main.py";
  // Larger than what is allowed: turned away, and so at its end without a runner.
  await putObject(stack.s3, { bucket: stack.deployment.SubmissionsBucket, key, body: "x".repeat(5_000) });
  const id = await idOf("eve");
  const link = await linkTo(id, "--expires", "2s");
  expect((await fetch(link)).status).toBe(200);

  await delay(3_000);

  expect((await post(form, "x")).status).toBe(403);
  expect((await fetch(link)).status).toBe(403);
});

it("a link shows the very file that it was made for", async () => {
  const link = new URL(await linkTo(await idOf("eve")));
  expect(await (await fetch(link)).json()).toMatchObject({ student: "eve", outcome: "rejected" });
  link.pathname = link.pathname.replace("/eve/", "/ada/");
  expect((await fetch(link)).status).toBe(403);
});

it.each([
  [["upload", "cs1/signed", "ada", "a/b.py"], "no file can be uploaded as 'a/b.py'"],
  [["upload", "cs1/signed", "../ada", "main.py"], "use 1 to 64 letters"],
  [["upload", "cs1/signed", "ada", "${filename}"], "S3 would replace it"],
  [["upload", "cs1/signed", "ada", "main.py", "--expires", "169h"], "use at most 168h"],
  [["upload", "cs1/signed", "ada", "main.py", "--max-size", "1TiB"], "MiB"],
  [["download", `cs1/signed/ada/${"0".repeat(32)}`], "there is no result to link to"],
])("says what is wrong: %j", async (args, words) => {
  const { exitCode, stderr } = await cli.run("presign", ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(words) });
});

const Rows = z.array(z.object({ submissionId: z.string(), state: z.string() }));

/** Of the one submission of a student, once it is at its end. */
async function idOf(student: string): Promise<string> {
  for (;;) {
    const { stdout } = await cli.run("results", "cs1/signed", "--student", student, "--json");
    const [row] = Rows.parse(JSON.parse(stdout));
    if (row?.state === "rejected") return row.submissionId;
    await delay(100);
  }
}

async function linkTo(id: string, ...flags: readonly string[]): Promise<string> {
  const args = ["presign", "download", `cs1/signed/eve/${id}`, "--file", "result.json", ...flags];
  const { stdout, stderr } = await cli.run(...args);
  expect(stderr).toBe("");
  return stdout.trim();
}
