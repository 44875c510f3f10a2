import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Clone } from "./clone.ts";

const TOOLCHAINS = ["python3", "gcc", "g++"];
const FOR_TESTS_ALONE =
  "busybox-static chromium debootstrap default-jdk-headless docker.io nodejs skopeo umoci";

describe("the system step of set-up", () => {
  let clone: Clone;
  let host: string;

  beforeEach(async () => {
    clone = await Clone.make();
    host = join(clone.base, "host");
    await clone.installProgram("npm", "exit 0");
    await clone.installProgram("python3", "exit 0");
    for (const name of TOOLCHAINS) await installOnHost(`usr/bin/${name}`);
    await installOnHost("usr/include/stdio.h");
  });

  afterEach(async () => {
    await clone[Symbol.asyncDispose]();
  });

  it("is content with a machine that has what the demo needs", async () => {
    const ran = await system("--for", "demo");

    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ran.stdout).toContain("ok    system: toolchains for 'demo' are there");
  });

  it("asks of an ordinary user one exact command that names everything the tests lack", async () => {
    const ran = await system("--for", "test");

    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain(`Run: sudo apt-get install -y ${FOR_TESTS_ALONE}\n`);
  });

  it("names python3-venv when no Python can make a venv", async () => {
    await clone.installProgram("python3", "echo \"No module named 'ensurepip'\" >&2; exit 1");
    await installOnHost("usr/bin/python3", "exit 1");

    const ran = await system("--for", "demo");

    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain("Run: sudo apt-get install -y python3-venv\n");
  });

  it("installs as root, refreshing apt's lists only when that is needed", async () => {
    await clone.installProgram(
      "apt-get",
      `echo "$@" >> "$HOME/apt-calls"
       case "$*" in update) touch "$HOME/fresh" ;; install*) test -e "$HOME/fresh" ;; esac`,
    );
    await clone.linkProgram("touch");

    const ran = await clone.runAsRoot("scripts/setup", ["--for", "test", "--only", "system"], {
      ASSAY_HOST_ROOT: host,
    });

    const install = `install -y --no-install-recommends ${FOR_TESTS_ALONE}`;
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await readFile(join(clone.root, "apt-calls"), "utf8")).toBe(`${install}\nupdate\n${install}\n`);
  });

  function system(...args: string[]) {
    return clone.runAsOrdinaryUser("scripts/setup", [...args, "--only", "system"], { ASSAY_HOST_ROOT: host });
  }

  async function installOnHost(path: string, script = "exit 0"): Promise<void> {
    const file = join(host, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
});
