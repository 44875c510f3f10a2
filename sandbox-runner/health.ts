import { readProblems } from "#runner/host/health-file.ts";

/** For the health check of a container: ends with 0 when the runner on this state directory is well, else with 1 and why. */
const problems = await readProblems(process.env["ASSAY_STATE_DIR"] ?? "", new Date());
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
