import { parseArgs } from "node:util";
import { readCaseFile, runCase } from "#test/conformance/run-cases.ts";
import type { CaseVerdict } from "#test/conformance/judge-case.ts";
import { openTestPool } from "#test/support/sandbox.ts";

/** Grades recorded cases and says how each came out: `npm run conformance -- <file.json>… [--json]`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
if (positionals.length === 0) {
  process.stderr.write("usage: npm run conformance -- <file.json>… [--json]\n");
  process.exit(1);
}

const cases = (await Promise.all(positionals.map(readCaseFile))).flat();
const verdicts: CaseVerdict[] = [];
{
  await using pool = await openTestPool({ warm: 1 });
  for (const each of cases) {
    const verdict = await runCase(each, pool);
    verdicts.push(verdict);
    if (!values.json) process.stdout.write(`${lineOf(verdict)}\n`);
  }
}

const { pass = [], differs = [], fail = [] } = Object.groupBy(verdicts, ({ status }) => status);
const counts = { pass: pass.length, differs: differs.length, fail: fail.length };
const summary = `${counts.pass} pass, ${counts.differs} differs, ${counts.fail} fail`;
process.stdout.write(`${values.json ? JSON.stringify({ ...counts, cases: verdicts }) : summary}\n`);
process.exitCode = counts.fail === 0 ? 0 : 1;

function lineOf({ id, status, reason, expected, actual }: CaseVerdict): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  const facts = status === "fail" ? ` ${JSON.stringify({ expected, actual })}` : "";
  return `${status.padEnd(7)} ${id}${why}${facts}`;
}
