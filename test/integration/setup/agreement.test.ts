import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Check, Installation } from "#cli/doctor/check.ts";
import { checkInit } from "#cli/doctor/init.ts";
import { checkPackages } from "#cli/doctor/packages.ts";
import { checkRunsc } from "#cli/doctor/runsc.ts";
import { readSystemPackages } from "#cli/doctor/system-packages.ts";
import { checkToolchains } from "#cli/doctor/toolchains.ts";
import { readVersions } from "#cli/doctor/versions.ts";
import { Clone } from "./clone.ts";
import { ReleaseHost, sha512Line } from "./release-host.ts";

const RELEASE = "#!/bin/sh\necho runsc version release-20260701.0\n";

describe("set-up and assay doctor", () => {
  let clone: Clone;
  let installation: Installation;

  beforeEach(async () => {
    clone = await Clone.make();
    installation = {
      repository: clone.root,
      tools: {
        runsc: join(clone.tools, "bin/runsc"),
        init: join(clone.tools, "bin/assay-init"),
        ministack: join(clone.tools, "ministack/bin/ministack"),
      },
      versions: await readVersions(clone.root),
      systemPackages: await readSystemPackages(clone.root),
      nodeVersion: process.version,
      asRoot: false,
    };
  });

  afterEach(async () => {
    await clone[Symbol.asyncDispose]();
  });

  it("agree about runsc, before and after", async () => {
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": sha512Line(RELEASE) });

    await expectSetUpToMend(checkRunsc, "runsc", { ASSAY_RUNSC_RELEASE_URL: host.url });
  });

  it("agree about the supervisor, before and after", async () => {
    await expectSetUpToMend(checkInit, "init", { PATH: "/usr/bin:/bin" });
  });

  it("agree about node_modules, before and after, and again when the lock file changes", async () => {
    await clone.installProgram("npm", "mkdir -p node_modules");

    await expectSetUpToMend(checkPackages, "packages", {});
    await writeFile(join(clone.root, "package-lock.json"), "{}");
    await expectSetUpToMend(checkPackages, "packages", {});
  });

  it("name the same command for packages of the operating system", async () => {
    const host = join(clone.base, "bare host");
    await clone.installProgram("npm", "exit 0");
    await clone.installProgram("python3", "exit 0");
    const systemPackages = installation.systemPackages.map((entry) => ({
      ...entry,
      path: join(host, entry.path),
    }));

    const ran = await clone.runAsOrdinaryUser("scripts/setup", ["--for", "test", "--only", "system"], {
      ASSAY_HOST_ROOT: host,
    });
    const { status, fix } = await checkToolchains({ ...installation, systemPackages });

    expect(status).toBe("fail");
    expect(words(ran.stderr.split("Run: ")[1])).toEqual(words(fix));
  });

  async function expectSetUpToMend(check: Check, step: string, env: Readonly<Record<string, string>>) {
    const before = await check(installation);
    const ran = await clone.run("scripts/setup", ["--only", step], env);
    const after = await check(installation);

    expect(before).toMatchObject({ status: "fail" });
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(after).toMatchObject({ status: "ok", fix: null });
  }

  function words(command: string | null | undefined): string[] {
    return (command ?? "").trim().split(" ").sort();
  }
});
