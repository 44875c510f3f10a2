import { copyFile, mkdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Clone } from "./clone.ts";
import { ReleaseHost, sha512Line } from "./release-host.ts";

describe("the other steps of set-up", () => {
  let clone: Clone;

  beforeEach(async () => {
    clone = await Clone.make();
  });

  afterEach(async () => {
    await clone[Symbol.asyncDispose]();
  });

  it("uses the machine's Node when it is new enough", async () => {
    const ran = await clone.run("scripts/setup", ["--only", "node"]);

    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ran.stdout).toContain(`ok    node: ${process.version}`);
  });

  it("fetches Node from npm once when the machine's is too old", async () => {
    await clone.installProgram("node", "echo v20.20.2");
    await clone.installProgram(
      "npm",
      `mkdir -p "$4/in/package/bin"
       printf '#!/bin/sh\\necho v24.21.0\\n' > "$4/in/package/bin/node"; chmod +x "$4/in/package/bin/node"
       tar -czf "$4/node-fetched.tgz" -C "$4/in" package; rm -r "$4/in"
       echo "$2" >> "$HOME/fetched"`,
    );

    const first = await clone.run("scripts/setup", ["--only", "node"]);
    const second = await clone.run("scripts/setup", ["--only", "node"]);

    expect(first.stdout).toContain("because Assay needs Node 24 and this machine has v20.20.2");
    expect(second.stdout).toContain("ok    node: v24.21.0");
    expect(await readFile(join(clone.root, "fetched"), "utf8")).toMatch(
      /^node-linux-(x64|arm64)@24\.21\.0\n$/,
    );
  });

  it("runs npm ci when packages are missing or the lock file changed, and not otherwise", async () => {
    await clone.installProgram("npm", 'mkdir -p node_modules; echo "$@" >> "$HOME/npm-calls"');
    const callsAfterSetUp = async () => {
      expect((await clone.run("scripts/setup", ["--only", "packages"])).exitCode).toBe(0);
      return (await readFile(join(clone.root, "npm-calls"), "utf8")).trim().split("\n").length;
    };

    expect(await callsAfterSetUp()).toBe(1);
    expect(await callsAfterSetUp()).toBe(1);
    await writeFile(join(clone.root, "package-lock.json"), "{}");
    expect(await callsAfterSetUp()).toBe(2);
    await rm(join(clone.root, "node_modules"), { recursive: true });
    expect(await callsAfterSetUp()).toBe(3);
  });

  it("shows what npm said when it fails, and does not take it for done", async () => {
    await clone.installProgram("npm", 'echo "EUSAGE: lock file and package.json differ" >&2; exit 1');

    const first = await clone.run("scripts/setup", ["--only", "packages"]);
    const second = await clone.run("scripts/setup", ["--only", "packages"]);

    for (const ran of [first, second]) {
      expect(ran.exitCode).toBe(1);
      expect(ran.stderr).toContain("EUSAGE: lock file and package.json differ");
      expect(ran.stderr).toContain("FAIL  packages: npm ci failed");
    }
  });

  it("compiles the supervisor once, again when a source is another, however old, and keeps the old one when that fails", async () => {
    const init = join(clone.tools, "bin/assay-init");
    const source = join(clone.base, "init/init.c");
    await mkdir(join(clone.base, "init"));
    await writeFile(source, "int main(void) { return 0; }\n");
    const build = () =>
      clone.run("scripts/setup", ["--only", "init"], {
        ASSAY_INIT_SOURCES: join(clone.base, "init"),
        PATH: "/usr/bin:/bin",
      });

    expect((await build()).stdout).toContain("compiling");
    expect((await build()).stdout).toContain("up to date");
    const built = (await stat(init)).mtimeMs;
    await writeFile(source, "int main(void) { return undeclared; }\n");
    await utimes(source, 0, 0);
    const broken = await build();

    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toContain("undeclared");
    expect((await stat(init)).mtimeMs).toBe(built);
  });

  it("says which command helps when no Python can make a venv for MiniStack", async () => {
    await clone.installProgram("python3", "exit 1");

    const ran = await clone.run("scripts/setup", ["--only", "ministack"], {
      ASSAY_HOST_ROOT: join(clone.base, "bare host"),
    });

    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain("Run: sudo apt-get install -y python3-venv");
  });

  it("works for an ordinary user who owns the clone", async () => {
    const runsc = "#!/bin/sh\necho runsc version release-20260701.0\n";
    await using host = await ReleaseHost.serve({ runsc, "runsc.sha512": sha512Line(runsc) });
    await mkdir(join(clone.tools, "node/bin"), { recursive: true });
    await copyFile(process.execPath, join(clone.tools, "node/bin/node"));
    const env = { ASSAY_RUNSC_RELEASE_URL: host.url, PATH: "/usr/bin:/bin" };

    for (const step of ["node", "runsc", "init"]) {
      const ran = await clone.runAsOrdinaryUser("scripts/setup", ["--only", step], env);
      expect(ran, `${step}: ${ran.stderr}`).toMatchObject({ exitCode: 0 });
    }
  });

  it("refuses an option it does not know, showing how it is used", async () => {
    const ran = await clone.run("scripts/setup", ["--onyl", "runsc"]);

    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain("cannot read '--onyl runsc'");
    expect(ran.stderr).toContain("usage: scripts/setup");
  });
});

describe("what stands on set-up", () => {
  it("assay finds its clone through a symbolic link, and runs cli/main.ts with the arguments it got", async () => {
    await using clone = await Clone.make();
    await mkdir(join(clone.root, "node_modules"));
    await mkdir(join(clone.root, "cli"));
    await writeFile(
      join(clone.root, "cli/main.ts"),
      "const words: string[] = process.argv.slice(2); console.log(words);",
    );
    await symlink(join(clone.root, "assay"), join(clone.base, "linked"));

    const ran = await clone.run("../linked", ["grade", "a b"]);

    expect(ran).toEqual({ exitCode: 0, stdout: "[ 'grade', 'a b' ]\n", stderr: "" });
  });

  it("assay says in one line that the clone is not set up", async () => {
    await using clone = await Clone.make();

    const ran = await clone.run("assay", ["up"]);

    expect(ran).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `assay: not set up yet; run: make -C '${clone.root}' setup\n`,
    });
  });

  it("make test sets up, checks, and ends with the line of the tests", async () => {
    await using clone = await cloneWithFakeSteps("exit 0", "echo; echo '3 passed, 0 failed'");

    const ran = await clone.run(".ci/run", []);

    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^set-up --for test\ncheck .*\n\n3 passed, 0 failed\n$/);
  });

  it("make test fails when a test does", async () => {
    await using clone = await cloneWithFakeSteps("exit 0", "echo '2 passed, 1 failed'; exit 1");

    const ran = await clone.run(".ci/run", []);

    expect(ran.exitCode).not.toBe(0);
    expect(ran.stdout).toMatch(/\n2 passed, 1 failed\n$/);
  });

  it("make test shows what the checks found and runs no test after them", async () => {
    await using clone = await cloneWithFakeSteps("echo 'core/a.ts:1: unused'; exit 1", "echo 'ran tests'");

    const ran = await clone.run(".ci/run", []);

    expect(ran.exitCode).not.toBe(0);
    expect(ran.stderr).toContain("core/a.ts:1: unused");
    expect(ran.stdout).not.toContain("ran tests");
  });

  async function cloneWithFakeSteps(npm: string, vitest: string): Promise<Clone> {
    const clone = await Clone.make();
    await clone.installProgram("npm", npm);
    await writeFile(join(clone.root, "scripts/setup"), '#!/bin/sh\necho "set-up $*"\n');
    await mkdir(join(clone.root, "node_modules/.bin"), { recursive: true });
    await writeFile(join(clone.root, "node_modules/.bin/vitest"), `#!/bin/sh\n${vitest}\n`, { mode: 0o755 });
    return clone;
  }
});
