import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Installation } from "#cli/doctor/check.ts";
import { diagnose } from "#cli/doctor/diagnose.ts";
import { checkImages } from "#cli/doctor/images.ts";
import { checkInit } from "#cli/doctor/init.ts";
import { checkMinistack } from "#cli/doctor/ministack.ts";
import { checkNode } from "#cli/doctor/node.ts";
import { checkPackages } from "#cli/doctor/packages.ts";
import { checkRunsc } from "#cli/doctor/runsc.ts";
import { runProgram } from "#cli/doctor/run-program.ts";
import { checkSandboxBoot } from "#cli/doctor/sandbox-boot.ts";
import { readSystemPackages } from "#cli/doctor/system-packages.ts";
import { checkToolchains } from "#cli/doctor/toolchains.ts";
import { checkDisk, checkToolsDirectory } from "#cli/doctor/tools-directory.ts";
import { readVersions } from "#cli/doctor/versions.ts";

describe("the checks of assay doctor", () => {
  let directory: string;
  let installation: Installation;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-doctor-test-"));
    installation = {
      repository: directory,
      tools: {
        runsc: join(directory, "runsc"),
        init: join(directory, "assay-init"),
        ministack: join(directory, "ministack"),
      },
      versions: { NODE_MAJOR: 24, RUNSC_OLDEST: "20260101", MINISTACK_VERSION: "1.5.33" },
      systemPackages: [],
      nodeVersion: "v24.21.0",
      asRoot: true,
    };
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true, force: true });
  });

  it("takes Node 24 and newer, and refuses 22", async () => {
    expect((await checkNode(installation)).status).toBe("ok");
    expect((await checkNode({ ...installation, nodeVersion: "v26.0.1" })).status).toBe("ok");
    expect(await checkNode({ ...installation, nodeVersion: "v22.9.0" })).toMatchObject({
      status: "fail",
      found: "v22.9.0, older than 24",
    });
  });

  it("warns where images of assignments cannot be unpacked, with what to install", async () => {
    vi.stubEnv("PATH", directory);
    expect(await checkImages({ asRoot: false })).toEqual({
      name: "images",
      status: "warn",
      found: "no skopeo and no umoci: an assignment with `sandbox.image` cannot be graded here",
      fix: "sudo apt-get install -y skopeo umoci",
    });
    await put("skopeo", '#!/bin/sh\necho "skopeo version 1.9.3"\n');
    await put("umoci", '#!/bin/sh\necho "umoci version 0.4.7"\n');
    expect(await checkImages({ asRoot: true })).toMatchObject({
      status: "ok",
      found: "skopeo 1.9.3, umoci 0.4.7",
    });
  });

  it("fails node_modules of another lock file", async () => {
    await put("package-lock.json", "{}");
    await put("node_modules/.assay-lock-sha256", "0000\n");

    expect(await checkPackages(installation)).toMatchObject({ status: "fail", fix: "make setup" });
  });

  it("fails a missing toolchain of the demo and warns of one that only tests need", async () => {
    const present = { path: directory, package: "base-files", purpose: "demo", why: "everything" } as const;
    const java = { path: join(directory, "javac"), package: "jdk", purpose: "test", why: "Java" } as const;
    const gcc = { path: join(directory, "gcc"), package: "gcc", purpose: "demo", why: "C" } as const;

    expect(await checkToolchains({ ...installation, systemPackages: [present] })).toMatchObject({
      status: "ok",
    });
    expect(await checkToolchains({ ...installation, systemPackages: [present, java] })).toMatchObject({
      status: "warn",
      fix: "apt-get install -y jdk",
    });
    expect(
      await checkToolchains({ ...installation, asRoot: false, systemPackages: [java, gcc] }),
    ).toMatchObject({ status: "fail", fix: "sudo apt-get install -y jdk gcc" });
  });

  it("takes a runsc of 2026, warns of one of 2024 and fails without one", async () => {
    expect(await checkRunsc(installation)).toMatchObject({ status: "fail", fix: "make setup" });
    await put("runsc", "#!/bin/sh\necho runsc version 0.0~20240729.0\n");
    expect(await checkRunsc(installation)).toMatchObject({ status: "warn" });
    await put("runsc", "#!/bin/sh\necho runsc version release-20260701.0\n");
    expect(await checkRunsc(installation)).toMatchObject({ status: "ok", fix: null });
  });

  it("fails a runsc that tells its version but cannot boot, with what it complained of", async () => {
    await put("runsc", "#!/bin/sh\necho 'cannot read client sync file' >&2\nexit 128\n");

    expect(await checkSandboxBoot(installation)).toMatchObject({
      status: "fail",
      found: "runsc cannot boot: cannot read client sync file",
    });
  });

  it("fails a supervisor that is missing, or of other sources or headers, whatever the times of the files", async () => {
    await put("sandbox-runner/init/protocol.h", "");
    expect(await checkInit(installation)).toMatchObject({ status: "fail", fix: "scripts/build-init" });

    await put("assay-init", "built");
    expect(await checkInit(installation)).toMatchObject({ status: "fail", fix: "scripts/build-init" });

    await put("assay-init.sources", `${createHash("sha256").digest("hex")}\n`);
    expect((await checkInit(installation)).status).toBe("ok");

    await put("sandbox-runner/init/protocol.h", "#define CHANGED\n");
    await utimes(join(directory, "sandbox-runner/init/protocol.h"), 0, 0);
    expect(await checkInit(installation)).toMatchObject({ status: "fail", fix: "scripts/build-init" });
  });

  it("takes exactly the MiniStack that set-up installs", async () => {
    expect(await checkMinistack(installation)).toMatchObject({ status: "fail", fix: "make setup" });
    await put("python", "#!/bin/sh\necho 1.5.34\n");
    expect(await checkMinistack(installation)).toMatchObject({ status: "fail", found: "1.5.34, not 1.5.33" });
    await put("python", "#!/bin/sh\necho 1.5.33\n");
    expect((await checkMinistack(installation)).status).toBe("ok");
  });

  it("looks at the tools directory and the disk that holds it", async () => {
    expect(await checkToolsDirectory(installation)).toMatchObject({ status: "warn" });
    await mkdir(join(directory, ".tools"));
    expect(await checkToolsDirectory(installation)).toMatchObject({ status: "ok" });
    expect((await checkDisk(installation)).found).toMatch(/^\d+\.\d GiB free at /);
  });

  it("reports a check that cannot be made as failed, and still makes the others", async () => {
    const results = await diagnose(installation);

    expect(results.map((result) => result.name)).toContain("disk");
    expect(results.find((result) => result.name === "init")).toMatchObject({ status: "fail" });
    expect(results.find((result) => result.name === "packages")).toMatchObject({ status: "fail" });
  });

  it("gives up a program that hangs", async () => {
    await put("hangs", "#!/bin/sh\nexec sleep 60\n");

    const run = await runProgram(join(directory, "hangs"), [], { timeoutMs: 50 });

    expect(run).toMatchObject({ succeeded: false, problem: "no answer within 0.05 s" });
  });

  it("reads versions and system packages as they are in this repository", async () => {
    const repository = join(import.meta.dirname, "../../..");

    expect(await readVersions(repository)).toMatchObject({ MINISTACK_VERSION: "1.5.33", NODE_MAJOR: 24 });
    expect(await readSystemPackages(repository)).toContainEqual({
      path: "/usr/bin/g++",
      package: "g++",
      purpose: "demo",
      why: "C++ submissions",
    });
  });

  it("refuses a pin that is missing, by its name", async () => {
    await put("scripts/versions.env", "NODE_MAJOR=24\nMINISTACK_VERSION=1.5.33\n");

    await expect(readVersions(directory)).rejects.toThrow("RUNSC_OLDEST");
  });

  async function put(path: string, content: string): Promise<void> {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o755 });
  }
});
