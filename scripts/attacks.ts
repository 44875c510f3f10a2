import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { scriptCommand } from "#cli/script-command.ts";
import { type AttackCase, attackFamilies } from "#test/security/cases.ts";

/** Plays every attack and says which held: `npm run attacks [-- --json]`. Exits with 1 when one did not. */
const { json } = scriptCommand("npm run attacks --", "plays every attack and says which held")
  .option("--json", "print one JSON object")
  .parse()
  .opts<{ readonly json?: true }>();

/** Of vitest's JSON reporter. */
const Report = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

interface Verdict {
  readonly id: string;
  readonly name: string;
  readonly status: "held" | "broken" | "notPlayable";
  readonly reason?: string;
  readonly test?: string;
}

const cases = attackFamilies.flatMap((family) => family.cases);
const verdicts = judge(await play());
const count = (status: Verdict["status"]) => verdicts.filter((verdict) => verdict.status === status).length;
const counts = { held: count("held"), broken: count("broken"), notPlayable: count("notPlayable") };
const summary = { played: counts.held + counts.broken, ...counts, cases: verdicts };
process.stdout.write(json ? `${JSON.stringify(summary)}\n` : table());
process.exitCode = counts.broken === 0 ? 0 : 1;

/** How each test came out, by its full name. What vitest says goes to the error output. */
async function play(): Promise<ReadonlyMap<string, string>> {
  const directory = await mkdtemp(join(tmpdir(), "assay-attacks-"));
  try {
    const report = join(directory, "report.json");
    const files = [...new Set(cases.flatMap(filesOf))];
    const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
    const options = ["--project", "security", "--reporter=default", "--reporter=json"];
    const child = spawn(
      process.execPath,
      [vitest, "run", ...options, `--outputFile.json=${report}`, ...files],
      { cwd: join(import.meta.dirname, ".."), stdio: ["ignore", 2, 2] },
    );
    await once(child, "close");
    const { testResults } = Report.parse(JSON.parse(await readFile(report, "utf8")));
    return new Map(
      testResults.flatMap((file) => file.assertionResults.map(({ fullName, status }) => [fullName, status])),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function filesOf({ files }: AttackCase): readonly string[] {
  return files.map((file) => `test/security/${file}`);
}

/** A case without a test that passed is broken, whatever became of its tests. */
function judge(outcomes: ReadonlyMap<string, string>): readonly Verdict[] {
  return cases.map((each) => {
    const { id, name, except } = each;
    const own = [...outcomes].filter(([test]) => test.startsWith(`${id} `));
    const failed = own.filter(([, status]) => status !== "passed").map(([test]) => test);
    const held = own.length > 0 && failed.length === 0;
    const reason = held ? except : failed.length > 0 ? failed.join("; ") : "no test of it ran";
    const common = { id, name, test: filesOf(each).join(", ") };
    return { ...common, status: held ? "held" : "broken", ...(reason !== undefined && { reason }) };
  });
}

function table(): string {
  const lines = verdicts.map(({ id, name, status, reason }) => {
    const why = reason === undefined ? "" : `  (${status === "held" ? "not shown here: " : ""}${reason})`;
    return `${status.padEnd(7)} ${id.padEnd(4)} ${name}${why}`;
  });
  const { played, held, broken, notPlayable } = summary;
  return `${lines.join("\n")}\n\n${played} played, ${held} held, ${broken} broken, ${notPlayable} not playable here\n`;
}
