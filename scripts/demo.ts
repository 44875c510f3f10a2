import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import picocolors from "picocolors";
import { connected, type Connection } from "#cli/connection.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import { bringUp } from "#cli/local/bring-up.ts";
import { takeDown } from "#cli/local/take-down.ts";
import { publishFolder } from "#cli/push/publish-folder.ts";
import { describeFailure } from "#cli/render/failure.ts";
import { scriptCommand } from "#cli/script-command.ts";
import { readSettings } from "#cli/settings.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { renderTerminal } from "#core/report/terminal.ts";
import { Slug } from "#core/submission/ids.ts";
import { type Expectation, observed, readExpectations } from "./demo/expectation.ts";
import { type Graded, gradeExample } from "./demo/grade-example.ts";
import { renderTable } from "./demo/table.ts";
import { harmDone } from "./demo/unharmed.ts";

/**
 * The whole pipeline on this machine, from an assignment to graded submissions: `node scripts/demo.ts [--keep]`.
 * It has a stack of its own, which does not disturb one that `assay up` started, and leaves nothing running
 * unless it is told to. Exit code 1 when something is not graded as `expected.json` says.
 */

const { home, repository } = readSettings(process.env);
const settings = readSettings({ ...process.env, ASSAY_HOME: join(home.dir, "demo") });
const example = join(repository, "examples/weather-stations");
const ref = { course: Slug.parse("demo"), assignment: Slug.parse("weather-stations") };
const { keep } = scriptCommand(
  "node scripts/demo.ts",
  "the whole pipeline on this machine, from an assignment to grades",
)
  .option("--keep", "leave the stack running")
  .parse()
  .opts<{ readonly keep?: true }>();
const startedAt = performance.now();

using interruption = holdInterruption();
try {
  const problems = await demonstrate(interruption.signal);
  for (const problem of problems) console.log(picocolors.red(`✗ ${problem}`));
  if (problems.length === 0)
    console.log(picocolors.green("✓ every submission ended as expected, the host is unharmed"));
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  const failure = describeFailure(error);
  console.error(`demo: ${failure.message}`);
  process.exitCode = failure.exitCode;
} finally {
  if (keep) {
    console.log(`\nLeft running. Stop it with: ASSAY_HOME=${settings.home.dir} ./assay down`);
  } else {
    await takeDown(settings.home);
  }
}

async function demonstrate(signal: AbortSignal): Promise<readonly string[]> {
  const expectations = await readExpectations(join(example, "expected.json"));
  step("starting MiniStack, deploying the stacks, starting the runner");
  const { session, deployment } = await start("stream", signal);
  const config = localClientConfig(session.endpoint);
  using connection = connected({ s3: new S3Client(config), sqs: new SQSClient(config) }, deployment);
  step("publishing examples/weather-stations");
  await publishFolder(connection, { path: example, ref }, signal);

  const graded = new Map<string, Graded>();
  for (const name of expectations.keys()) {
    step(`submitting ${name}`);
    graded.set(name, await submit(connection, name, signal));
  }
  const harm = await harmDone(get(graded, "hostile").result, settings.home.runnerDir);

  step("starting the runner again, with base64-exec as its injection path");
  await start("base64-exec", signal);
  step("submitting right-python again");
  const again = await submit(connection, "right-python", signal);

  show(connection, graded, again);
  return [...differences(graded, expectations), ...pathsDiffer(get(graded, "right-python"), again), ...harm];
}

async function start(injection: "stream" | "base64-exec", signal: AbortSignal) {
  const options = { endpoint: undefined, port: undefined, slots: undefined, injection };
  return await bringUp(settings, options, () => undefined, signal);
}

async function submit(connection: Connection, name: string, signal: AbortSignal): Promise<Graded> {
  const path = join(example, "submissions", name);
  return await gradeExample(connection, { path, ref: { ...ref, student: Slug.parse(name) } }, signal);
}

function show({ deployment }: Connection, graded: ReadonlyMap<string, Graded>, again: Graded): void {
  const rows = [...graded].map(([name, { result, wallMs }]) => ({ name, result, wallMs }));
  console.log(`\n${renderTable([...rows, { name: "right-python", ...again }])}\n(milliseconds)\n`);
  for (const name of ["partly-right", "does-not-compile"]) {
    console.log(renderTerminal(get(graded, name).result, { color: picocolors.isColorSupported }));
  }
  console.log("Where the results are (result.json, report.md, report.html):");
  for (const { resultKey } of [...graded.values(), again]) {
    console.log(`  s3://${deployment.ResultsBucket}/${resultKey.slice(0, resultKey.lastIndexOf("/") + 1)}`);
  }
  console.log("");
}

function differences(
  graded: ReadonlyMap<string, Graded>,
  expectations: ReadonlyMap<string, Expectation>,
): readonly string[] {
  return [...expectations]
    .filter(([name, expected]) => !isDeepStrictEqual(observed(get(graded, name).result), expected))
    .map(([name, expected]) => {
      const actual = JSON.stringify(observed(get(graded, name).result));
      return `${name}: expected ${JSON.stringify(expected)}, got ${actual}`;
    });
}

/** Both injection paths must lead to the same grade, test by test. */
function pathsDiffer(stream: Graded, base64: Graded): readonly string[] {
  const paths = [stream, base64].map(({ result }) => result.sandbox?.injection);
  if (!isDeepStrictEqual(paths, ["stream", "base64-exec"]))
    return [`the injection paths were ${paths.join(", ")}`];
  const same = isDeepStrictEqual(essence(stream.result), essence(base64.result));
  return same ? [] : ["right-python is graded differently by stream and by base64-exec"];
}

function essence(result: GradingResult): unknown {
  if (result.outcome !== "graded") return result.outcome;
  return {
    score: result.score,
    tests: result.tests.map(({ path, score, message, stdout }) => ({ path, score, message, stdout })),
  };
}

function get(graded: ReadonlyMap<string, Graded>, name: string): Graded {
  const found = graded.get(name);
  if (found === undefined) throw new Error(`expected.json names no submission '${name}'`);
  return found;
}

function step(text: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(picocolors.dim(`${seconds.padStart(5)} s  ${text}`));
}
