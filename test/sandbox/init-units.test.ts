import { execFile, execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { asBuilt, compileArena, openWorkshop, sanitizerEnvironment } from "#test/init/build.ts";
import { openTestPool, run, smallNeeds, tarOf } from "#test/support/sandbox.ts";

const workshop = await openWorkshop();
const arena = await compileArena(workshop.folder);
const units = await arena.units();
const names = execFileSync(units, { encoding: "utf8" }).trim().split("\n");
afterAll(() => workshop[Symbol.asyncDispose]());

const env = { ...process.env, ...sanitizerEnvironment, TMPDIR: workshop.folder };
const corpus = resolve(import.meta.dirname, "../init/corpus");

describe("init, compiled with sanitizers,", () => {
  it.each(names)("%s", async (name) => {
    const { stderr } = await promisify(execFile)(units, [name], { env });
    expect(stderr).toBe("");
  });
});

/** gVisor answers the system calls, and says which instructions the processor has. */
it("what init reads with does the same in a sandbox", async () => {
  const program = await (await compileArena(workshop.folder, asBuilt)).units();
  await using pool = await openTestPool();
  await using sandbox = await pool.take({ ...smallNeeds, injectedBytes: 4 * 1024 * 1024 });
  await sandbox.inject(
    "/app",
    await tarOf([{ name: "units", content: await readFile(program), mode: 0o755 }]),
  );
  for (const name of names) {
    const outcome = await run(sandbox, ["./units", name]);
    expect(outcome, name).toMatchObject({ exitCode: 0, stderr: { text: "" } });
  }
});

/** Another seed is another set of inputs; what a longer search by clang's fuzzer found is in the corpus. */
describe("init keeps its promises for every input of the corpus, and for mutations of them,", () => {
  it.each(["untar", "requests"] as const)("of %s", async (target) => {
    const files = readdirSync(join(corpus, target)).map((name) => join(corpus, target, name));
    expect(files.length).toBeGreaterThan(20);
    const program = await arena.replay(target);
    const { stdout } = await promisify(execFile)(program, ["1", "20000", ...files], { env });
    expect(stdout).toBe(`${files.length + 20_000}\n`);
  });
});
