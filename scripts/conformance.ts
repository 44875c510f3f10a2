import * as z from "zod";
import { scriptCommand } from "#cli/script-command.ts";
import { readCaseFile, runCase } from "#test/conformance/run-cases.ts";
import type { CaseVerdict } from "#test/conformance/judge-case.ts";
import { openTestPool } from "#test/support/sandbox.ts";

/** Grades recorded cases and says how each came out: `npm run conformance -- <file.json>… [--json]`. */
const command = scriptCommand("npm run conformance --", "grades recorded cases and says how each came out")
  .argument("<file.json...>", "cases, or lists of them")
  .option("--json", "print one JSON object")
  .parse();
const { json } = command.opts<{ readonly json?: true }>();

const cases = (await Promise.all(command.args.map(readCases))).flat();
const verdicts: CaseVerdict[] = [];
{
  await using pool = await openTestPool({ warm: 1 });
  for (const each of cases) {
    const verdict = await runCase(each, pool);
    verdicts.push(verdict);
    if (!json) process.stdout.write(`${lineOf(verdict)}\n`);
  }
}

const { pass = [], differs = [], fail = [] } = Object.groupBy(verdicts, ({ status }) => status);
const counts = { pass: pass.length, differs: differs.length, fail: fail.length };
const summary = `${counts.pass} pass, ${counts.differs} differs, ${counts.fail} fail`;
process.stdout.write(`${json ? JSON.stringify({ ...counts, cases: verdicts }) : summary}\n`);
process.exitCode = counts.fail === 0 ? 0 : 1;

async function readCases(file: string): Promise<readonly unknown[]> {
  try {
    return await readCaseFile(file);
  } catch (error) {
    const reason = error instanceof z.ZodError ? "holds neither a list nor {cases: […]}" : String(error);
    return command.error(`error: ${file}: ${reason}`);
  }
}

function lineOf({ id, status, reason, expected, actual }: CaseVerdict): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  const facts = status === "fail" ? ` ${JSON.stringify({ expected, actual })}` : "";
  return `${status.padEnd(7)} ${id}${why}${facts}`;
}
