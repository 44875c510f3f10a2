import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import picocolors from "picocolors";
import { registerCompare } from "#cli/commands/compare.ts";
import { registerConvert } from "#cli/commands/convert.ts";
import { registerDoctor } from "#cli/commands/doctor.ts";
import { registerDown } from "#cli/commands/down.ts";
import { registerGrade } from "#cli/commands/grade.ts";
import { registerInit } from "#cli/commands/init.ts";
import { registerPresign } from "#cli/commands/presign.ts";
import { registerPush } from "#cli/commands/push.ts";
import { registerRegrade } from "#cli/commands/regrade.ts";
import { registerResults } from "#cli/commands/results.ts";
import { registerRun } from "#cli/commands/run.ts";
import { registerStatus } from "#cli/commands/status.ts";
import { registerSubmit } from "#cli/commands/submit.ts";
import { registerUp } from "#cli/commands/up.ts";
import { registerValidate } from "#cli/commands/validate.ts";
import { exitCodes } from "#cli/errors.ts";
import { endWithFailure } from "#cli/render/failure.ts";
import { readSettings } from "#cli/settings.ts";
import type { Shell } from "#cli/shell.ts";

const { env, stdout, stderr } = process;
const coloured = picocolors.isColorSupported && (stdout.isTTY || "FORCE_COLOR" in env);

let printed = false;
let unread = false;

// Whoever read has seen enough, as `head` has: what is held is let go as after Ctrl-C, without a word.
stdout.on("error", (error) => {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
  if (!unread && !process.emit("SIGTERM")) process.exit(exitCodes.ok);
  unread = true;
});

const shell: Shell = {
  settings: readSettings(env),
  colours: picocolors.createColors(coloured),
  print: (text) => {
    printed = true;
    stdout.write(`${text}\n`);
  },
  note: (text) => void stderr.write(`${text}\n`),
  interactive: stderr.isTTY,
  overwrite: (text) => void stderr.write(`\r\x1b[2K${text}`),
  openS3: (config) => new S3Client(config),
  openSqs: (config) => new SQSClient(config),
};

const program = new Command("assay")
  .description("grades programs in gVisor sandboxes, on AWS and on this machine")
  .showHelpAfterError("(--help shows how it is used)")
  .exitOverride();

registerDoctor(program, shell);
registerUp(program, shell);
registerInit(program, shell);
registerValidate(program, shell);
registerConvert(program, shell);
registerPush(program, shell);
registerSubmit(program, shell);
registerStatus(program, shell);
registerPresign(program, shell);
registerResults(program, shell);
registerRegrade(program, shell);
registerGrade(program, shell);
registerRun(program, shell);
registerCompare(program, shell);
registerDown(program, shell);

try {
  await program.parseAsync();
} catch (error) {
  // One document is all that a reader of JSON expects.
  const json = process.argv.includes("--json") && !printed;
  process.exitCode = unread ? exitCodes.ok : endWithFailure(shell, error, { json });
}
