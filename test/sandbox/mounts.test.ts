import { createHash, randomBytes } from "node:crypto";
import { chmod, copyFile, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { MountedFile, Sandbox, SandboxPool } from "#runner/sandbox/sandbox.ts";
import { run, sandboxSettings, smallNeeds, tarOf } from "#test/support/sandbox.ts";

const MiB = 1024 * 1024;

describe.each(["stream", "base64-exec"] as const)("assets that are mounted, with %s", (injection) => {
  let settings: SandboxSettings & AsyncDisposable;
  let pool: SandboxPool;
  let sha256: string;
  let asset: MountedFile;

  beforeAll(async () => {
    settings = await sandboxSettings({ injection, warm: 1 });
    pool = await openSandboxPool(settings);
    const cache = join(settings.stateDir, "cache");
    await mkdir(cache, { mode: 0o700 });
    const content = randomBytes(40 * MiB);
    sha256 = createHash("sha256").update(content).digest("hex");
    asset = { name: "0", file: join(cache, "asset") };
    await writeFile(asset.file, content, { mode: 0o444 });
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    await settings[Symbol.asyncDispose]();
  });

  /** With the asset at `/tmp/data/large.bin`. */
  async function withAsset(): Promise<Sandbox> {
    const sandbox = await pool.take(smallNeeds);
    await sandbox.mount([asset]);
    await sandbox.inject("/tmp", await linkTar());
    return sandbox;
  }

  function linkTar() {
    return tarOf([{ name: "data/large.bin", type: "symlink", linkname: "/assay-assets/0", mode: 0o777 }]);
  }

  it.each(["data/müller.csv", `data/${"long".repeat(60)}/x.csv`])(
    "are there also at paths that no header of a tar holds: %s",
    async (name) => {
      await using sandbox = await pool.take(smallNeeds);
      await sandbox.mount([asset]);
      const link = { type: "symlink" as const, linkname: "/assay-assets/0", mode: 0o777 };
      await sandbox.inject("/tmp", await tarOf([{ name, ...link }]));

      const seen = await run(sandbox, ["stat", "-Lc", "%s", `/tmp/${name}`]);
      expect(seen.stdout.text).toBe(`${40 * MiB}\n`);
    },
  );

  it("are read whole by a student, in a sandbox that was booted before anybody knew of them", async () => {
    await using sandbox = await withAsset();
    expect(sandbox.facts.warm).toBe(true);
    const seen = await run(
      sandbox,
      "sha256sum </tmp/data/large.bin; stat -Lc '%a %U %s' /tmp/data/large.bin",
    );
    expect(seen.stdout.text).toBe(`${sha256}  -\n444 root ${40 * MiB}\n`);
    expect(
      await run(
        sandbox,
        'python3 -c \'import mmap; f = open("/tmp/data/large.bin", "rb"); print(len(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)))\'',
      ),
    ).toMatchObject({
      stdout: { text: `${40 * MiB}\n` },
    });
  });

  it("are seen although a program looked for them before they came", async () => {
    await using sandbox = await pool.take(smallNeeds);
    await run(sandbox, "cat /assay-assets/0; ls -la /assay-assets");
    await sandbox.mount([asset]);
    expect((await run(sandbox, "sha256sum </assay-assets/0; ls /assay-assets")).stdout.text).toBe(
      `${sha256}  -\n0\n`,
    );
  });

  it("cannot be changed, replaced, taken away or given other rights by a student", async () => {
    await using sandbox = await withAsset();
    const before = await stat(asset.file);
    for (const attempt of [
      "echo x >>/tmp/data/large.bin",
      ": >/tmp/data/large.bin",
      "truncate -s 0 /tmp/data/large.bin",
      "chmod 666 /tmp/data/large.bin",
      "touch /tmp/data/large.bin",
      "rm -f /tmp/data/large.bin",
      "mv /tmp/data/large.bin /tmp/elsewhere",
      "ln -sfn /app /tmp/data/large.bin",
      "ln -sfnT /app /tmp/data",
      "mv /tmp/data /tmp/moved",
      "rm -f /assay-assets/0",
      "mv /assay-assets/0 /assay-assets/1",
      "ln /assay-assets/0 /assay-assets/1",
      "touch /assay-assets/new",
      "chmod 777 /assay-assets",
      "mkdir /assay-assets/new",
      "python3 -c 'import os; os.open(\"/assay-assets/0\", os.O_RDWR)'",
      "python3 -c 'import os, mmap; f = os.open(\"/assay-assets/0\", os.O_RDONLY); mmap.mmap(f, 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)'",
      "python3 -c 'import os; os.chmod(os.open(\"/assay-assets/0\", os.O_RDONLY), 0o666)'",
      'python3 -c \'import os; os.open("/proc/self/fd/%d" % os.open("/assay-assets/0", os.O_RDONLY), os.O_RDWR)\'',
    ]) {
      expect((await run(sandbox, attempt)).exitCode, attempt).not.toBe(0);
    }
    expect((await run(sandbox, "sha256sum </tmp/data/large.bin")).stdout.text).toBe(`${sha256}  -\n`);
    const { mode, uid, mtimeMs, size } = await stat(asset.file);
    expect({ mode, uid, mtimeMs, size }).toEqual({
      mode: before.mode,
      uid: before.uid,
      mtimeMs: before.mtimeMs,
      size: before.size,
    });
  });

  it("are seen by no other sandbox, and nothing but them is seen", async () => {
    await using first = await withAsset();
    await using second = await pool.take(smallNeeds);
    expect((await run(second, "ls -A /assay-assets; ls -A /tmp")).stdout.text).toBe("");
    expect((await run(first, "ls -A /assay-assets /assay-assets/..")).stdout.text).not.toContain("cache");
    expect((await run(first, "cat /assay-assets/../../cache/asset")).exitCode).not.toBe(0);
  });

  it("take no memory of the sandbox, so that a small one reads a large one", async () => {
    await using sandbox = await withAsset();
    const outcome = await run(sandbox, "cat /tmp/data/large.bin /tmp/data/large.bin >/dev/null; sleep 0.1", {
      limits: { memoryBytes: 16 * MiB },
    });
    expect(outcome).toMatchObject({ exitCode: 0, outOfMemory: false });
  });

  it("leave their links with the sandbox", async () => {
    const sandbox = await withAsset();
    expect((await stat(asset.file)).nlink).toBe(2);
    await sandbox[Symbol.asyncDispose]();
    expect((await stat(asset.file)).nlink).toBe(1);
  });

  it("cannot be programs that the student starts from there", async () => {
    await using sandbox = await pool.take(smallNeeds);
    const program = join(settings.stateDir, "cache", "program");
    await copyFile("/bin/true", program);
    await chmod(program, 0o555);
    await sandbox.mount([{ name: "7", file: program }]);
    expect((await run(sandbox, "/assay-assets/7")).exitCode).not.toBe(0);
  });

  it("fail with their own error where a file is missing, and leave the sandbox of use", async () => {
    await using sandbox = await pool.take(smallNeeds);
    await expect(sandbox.mount([{ name: "0", file: "/nowhere" }])).rejects.toMatchObject({
      code: "asset_injection_failed",
      context: { target: "/assay-assets/0" },
    });
    expect((await run(sandbox, "echo on")).stdout.text).toBe("on\n");
  });

  it.each(["/etc/passwd", "/assay-assets/", "/assay-assets/../etc/passwd", "/assay-assets/0/x", "0"])(
    "are all that a link in a tar may lead to: not %s",
    async (linkname) => {
      await using sandbox = await pool.take(smallNeeds);
      const tar = await tarOf([{ name: "link", type: "symlink", linkname }]);
      await expect(sandbox.inject("/tmp", tar)).rejects.toMatchObject({ code: "asset_injection_failed" });
      expect((await run(sandbox, "ls -A /tmp")).stdout.text).toBe("");
    },
  );

  it("replace what a student planted at their target", async () => {
    await using sandbox = await pool.take(smallNeeds);
    await run(sandbox, "echo x >/app/victim; ln -s /app/victim /tmp/large.bin");
    await sandbox.mount([asset]);
    const link = { name: "large.bin", type: "symlink", linkname: "/assay-assets/0" } as const;
    await sandbox.inject("/tmp", await tarOf([link]));
    expect((await run(sandbox, "sha256sum </tmp/large.bin; cat /app/victim")).stdout.text).toBe(
      `${sha256}  -\nx\n`,
    );
  });
});
