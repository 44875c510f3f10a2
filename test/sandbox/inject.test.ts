import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssayError } from "#core/errors.ts";
import type { InjectionRoot, Sandbox, SandboxPool, TarSource } from "#runner/sandbox/sandbox.ts";
import { openTestPool, run, smallNeeds, tarOf, tarSourceOf } from "#test/support/sandbox.ts";

const student = 1000;

describe.each(["stream", "base64-exec"] as const)("injection by %s", (injection) => {
  let pool: SandboxPool;
  let sandbox: Sandbox;

  beforeAll(async () => {
    pool = await openTestPool({ injection });
    sandbox = await pool.take({ ...smallNeeds, injectedBytes: 16 * 1024 * 1024 });
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
  });

  async function shell(line: string): Promise<string> {
    const outcome = await run(sandbox, line);
    expect(outcome.stderr.text).toBe("");
    return outcome.stdout.text;
  }

  async function refusal(root: InjectionRoot, tar: TarSource): Promise<AssayError> {
    const error: AssayError = await sandbox.inject(root, tar).then(
      () => expect.fail("it was not refused"),
      (error: AssayError) => error,
    );
    expect(error).toMatchObject({ code: "asset_injection_failed" });
    return error;
  }

  it("says in its facts which way it went", () => {
    expect(sandbox.facts.injection).toBe(injection);
  });

  it("keeps modes and owners, and makes parents for root", async () => {
    await sandbox.inject(
      "/tmp",
      await tarOf([
        { name: "modes/deep/read-only.txt", content: "r\n", mode: 0o444 },
        { name: "modes/tool.sh", content: "#!/bin/sh\n", mode: 0o555 },
        { name: "modes/shared.txt", content: "w\n", mode: 0o664, uid: student, gid: student },
        { name: "modes/dir", type: "directory", mode: 0o755, uid: student, gid: student },
      ]),
    );
    expect(
      await shell("cd /tmp/modes && stat -c '%n %a %u:%g %F' . deep deep/* tool.sh shared.txt dir"),
    ).toBe(
      [
        ". 755 0:0 directory",
        "deep 755 0:0 directory",
        "deep/read-only.txt 444 0:0 regular file",
        "tool.sh 555 0:0 regular file",
        "shared.txt 664 1000:1000 regular file",
        "dir 755 1000:1000 directory",
        "",
      ].join("\n"),
    );
  });

  it.each([0, 1, 511, 512, 513, 98_290, 4 * 1024 * 1024])("delivers a file of %i bytes", async (size) => {
    const content = randomBytes(size);
    await sandbox.inject("/tmp", await tarOf([{ name: `sizes/${size}`, content }]));
    const copied = await run(sandbox, `cp /tmp/sizes/${size} /app/copy`);
    expect(copied.exitCode).toBe(0);
    const read = await sandbox.readFile("copy", size);
    expect(read).toEqual({ kind: "read", content });
    await shell("rm -f /app/copy");
  });

  it("delivers a thousand small files", async () => {
    const entries = Array.from({ length: 1000 }, (_, i) => ({
      name: `many/${i % 10}/${i}`,
      content: `${i}\n`,
    }));
    await sandbox.inject("/tmp", await tarOf(entries));
    expect(await shell("find /tmp/many -type f | wc -l; cat /tmp/many/*/* | sort -n | tail -n 1")).toBe(
      "1000\n999\n",
    );
  });

  it("delivers names that do not fit a tar header", async () => {
    const name = `long/${"ä".repeat(60)}/${"b".repeat(200)}`;
    await sandbox.inject("/tmp", await tarOf([{ name, content: "long\n" }]));
    expect(await shell("cat /tmp/long/*/*")).toBe("long\n");
  });

  it("takes a name that would be a line to a shell for a name", async () => {
    const names = ["$(touch made)", "`touch made`", "; touch made", "-rf", "'\"\\ *?[x]", "new\nline"];
    await sandbox.inject("/app", await tarOf(names.map((name) => ({ name: `odd/${name}`, content: name }))));
    for (const name of names) {
      expect(await sandbox.readFile(`odd/${name}`, 100)).toEqual({
        kind: "read",
        content: Buffer.from(name),
      });
    }
    expect(await shell("ls -A /app | grep -c made || true")).toBe("0\n");
  });

  it("leaves a read-only file out of the student's reach", async () => {
    await sandbox.inject("/tmp", await tarOf([{ name: "kept/data.txt", content: "kept\n", mode: 0o444 }]));
    await sandbox.inject("/tmp", await tarOf([{ name: "top.txt", content: "kept\n", mode: 0o444 }]));
    for (const file of ["/tmp/kept/data.txt", "/tmp/top.txt"]) {
      for (const attempt of [
        `rm -f ${file}`,
        `mv ${file} /tmp/elsewhere`,
        `echo more >>${file}`,
        `: >${file}`,
        `truncate -s 0 ${file}`,
        `chmod 666 ${file}`,
        `cp /etc/passwd ${file}`,
        `ln -f /etc/passwd ${file}`,
      ]) {
        expect((await run(sandbox, attempt)).exitCode, attempt).not.toBe(0);
      }
      expect(await shell(`cat ${file}`)).toBe("kept\n");
    }
    expect((await run(sandbox, "mv /tmp/kept /tmp/moved || rm -r /tmp/kept")).exitCode).not.toBe(0);
  });

  it("lets the student write to a file that is theirs", async () => {
    const file = { name: "notes.txt", content: "one\n", mode: 0o664, uid: student, gid: student };
    await sandbox.inject("/tmp", await tarOf([file]));
    expect(await shell("echo two >>/tmp/notes.txt && cat /tmp/notes.txt")).toBe("one\ntwo\n");
  });

  it("leaves the mode of /tmp and of every directory that is there", async () => {
    await shell("mkdir -m 700 /tmp/mine");
    await sandbox.inject(
      "/tmp",
      await tarOf([
        { name: "./", type: "directory", mode: 0o700 },
        { name: "mine", type: "directory", mode: 0o777 },
        { name: "mine/asset.txt", content: "a" },
      ]),
    );
    expect(
      await shell("stat -c '%a %U' /tmp /tmp/mine && echo x >/tmp/by-student && cat /tmp/by-student"),
    ).toBe("1777 root\n700 sandbox\nx\n");
  });

  it("replaces a link that was planted at a target, and does not follow it", async () => {
    await shell("echo before >/app/victim && ln -s /app/victim /tmp/planted.txt");
    await sandbox.inject("/tmp", await tarOf([{ name: "planted.txt", content: "asset\n", mode: 0o444 }]));
    expect(await shell("stat -c %F /tmp/planted.txt && cat /tmp/planted.txt /app/victim")).toBe(
      "regular file\nasset\nbefore\n",
    );
  });

  it("replaces a link that was planted where a directory goes", async () => {
    await shell("mkdir /app/elsewhere && ln -s /app/elsewhere /tmp/planted");
    const directory = { name: "planted", type: "directory", mode: 0o755 } as const;
    await sandbox.inject("/tmp", await tarOf([directory, { name: "planted/asset.txt", content: "asset\n" }]));
    expect(await shell("stat -c %F /tmp/planted && ls /app/elsewhere && cat /tmp/planted/asset.txt")).toBe(
      "directory\nasset\n",
    );
  });

  it("replaces a file that the student made", async () => {
    await shell("echo mine >/tmp/taken.txt");
    await sandbox.inject("/tmp", await tarOf([{ name: "taken.txt", content: "asset\n", mode: 0o444 }]));
    expect(await shell("stat -c '%U %a' /tmp/taken.txt && cat /tmp/taken.txt")).toBe("root 444\nasset\n");
  });

  it("puts the student's files into /app, where they may change them", async () => {
    const owned = { uid: student, gid: student };
    await sandbox.inject(
      "/app",
      await tarOf([
        { name: "src", type: "directory", mode: 0o755, ...owned },
        { name: "src/main.py", content: "print('hi')\n", mode: 0o644, ...owned },
      ]),
    );
    expect(await shell("python3 src/main.py && echo '#' >>src/main.py && touch src/new")).toBe("hi\n");
  });

  it("fails when what arrived is not what was announced", async () => {
    const tar = await tarOf([{ name: "announced.txt", content: "one" }]);
    const other = await tarOf([{ name: "announced.txt", content: "two" }]);
    const error = await refusal("/tmp", { ...tar, open: () => other.open() });
    expect(error.context).toMatchObject({ expectedSha256: tar.sha256, arrivedSha256: other.sha256 });
  });

  it("fails when the source breaks off, and can be used afterwards", async () => {
    const tar = await tarOf([{ name: "cut.bin", content: randomBytes(200_000) }]);
    const broken = () =>
      Readable.from(
        (async function* () {
          for await (const chunk of tar.open()) {
            yield Buffer.from(chunk).subarray(0, 100_000);
            throw new Error("the disk is on fire");
          }
        })(),
      );
    await refusal("/tmp", { ...tar, open: broken });
    await sandbox.inject("/tmp", await tarOf([{ name: "after.txt", content: "after\n" }]));
    expect(await shell("cat /tmp/after.txt")).toBe("after\n");
  });

  it.each([
    ["climbs out", { name: "../escape.txt", content: "x" }],
    ["climbs out in the middle", { name: "a/../../escape.txt", content: "x" }],
    ["is absolute", { name: "/tmp/absolute.txt", content: "x" }],
    ["is a symbolic link", { name: "link", type: "symlink", linkname: "/etc/passwd" }],
    ["is a hard link", { name: "hard", type: "link", linkname: "notes.txt" }],
    ["is a FIFO", { name: "fifo", type: "fifo" }],
    ["has a set-user-id bit", { name: "suid.sh", content: "x", mode: 0o4755 }],
    ["belongs to another user", { name: "other.txt", content: "x", uid: 2000 }],
  ] as const)("refuses an entry that %s", async (_what, entry) => {
    await refusal("/tmp", await tarOf([entry]));
    // The same after another entry has opened the directory.
    await refusal(
      "/tmp",
      await tarOf([{ name: "before.txt" }, { name: "a/before.txt" }, { name: "z" }, entry]),
    );
    expect(
      (
        await run(
          sandbox,
          "ls -d /escape.txt /tmp/escape.txt /tmp/link /tmp/hard /tmp/fifo /tmp/suid.sh /tmp/other.txt",
        )
      ).stdout.text,
    ).toBe("");
  });

  it("fails with its own error when the file system is full", async () => {
    const tar = await tarOf([{ name: "huge.bin", content: Buffer.alloc(300 * 1024 * 1024) }]);
    const error = await refusal("/tmp", tar);
    expect(error.context["detail"]).toMatch(/no space left on device|wrote only/i);
    expect((await run(sandbox, "true")).exitCode).toBe(0);
  });

  it("refuses what is not a tar", async () => {
    await refusal("/tmp", tarSourceOf(randomBytes(10_240)));
  });
});

describe("injection by stream", () => {
  it("refuses to pass through a link that was planted on the way", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    await run(sandbox, "ln -s /app /tmp/way");
    const tar = await tarOf([{ name: "way/asset.txt", content: "x" }]);
    await expect(sandbox.inject("/tmp", tar)).rejects.toMatchObject({
      code: "asset_injection_failed",
      context: { target: "/tmp/way/asset.txt" },
    });
    expect(await sandbox.readFile("asset.txt", 10)).toEqual({ kind: "missing" });
  });
});
