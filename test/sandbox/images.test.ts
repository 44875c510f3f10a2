import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageWorkshop, openImageWorkshop } from "#test/support/image-sandbox.ts";
import { writeImage, type WrittenImage } from "#test/support/oci-image.ts";
import { run, tarOf } from "#test/support/sandbox.ts";

let workshop: ImageWorkshop;
const never = new AbortController().signal;

beforeAll(async () => {
  workshop = await openImageWorkshop();
});
afterAll(async () => {
  await workshop[Symbol.asyncDispose]();
});

const busybox = readFileSync("/bin/busybox");
const busyboxLayer = [
  { name: "bin/busybox", content: busybox, mode: 0o755 },
  { name: "bin/sh", type: "2", linkName: "/bin/busybox" },
  { name: "bin/cat", type: "2", linkName: "busybox" },
];

describe("an image with /bin/sh and little else", () => {
  let image: WrittenImage;

  beforeAll(async () => {
    image = await writeImage(workshop.sources, "busybox", {
      layers: [busyboxLayer],
      environment: ["PATH=/bin", "COURSE=algorithms", "HOME=/root"],
    });
  });

  it("runs shell lines and lists, with the environment of the image below our own", async () => {
    await using root = await workshop.store().rootFor(image.image, never);
    await using sandbox = await workshop.boot(root);

    const shell = await run(sandbox, 'echo "$PATH $COURSE $HOME $USER $TMPDIR $LANG"; pwd');
    expect(shell).toMatchObject({ exitCode: 0, startError: null });
    expect(shell.stdout.text).toBe("/bin algorithms /app sandbox /tmp C.UTF-8\n/app\n");

    const list = await run(sandbox, ["busybox", "id"]);
    expect(list.stdout.text).toBe("uid=1000(sandbox) gid=1000(sandbox)\n");
  });

  it("has what is injected where it belongs, and nothing that can be written besides", async () => {
    await using root = await workshop.store().rootFor(image.image, never);
    await using sandbox = await workshop.boot(root);
    await sandbox.inject("/tmp", await tarOf([{ name: "data.txt", content: "asset" }]));
    await sandbox.inject("/app", await tarOf([{ name: "main.sh", content: "echo from $1", mode: 0o555 }]));

    const outcome = await run(
      sandbox,
      "cat /tmp/data.txt; sh main.sh x; busybox touch /new /bin/new /etc/new",
    );
    expect(outcome.stdout.text).toBe("assetfrom x\n");
    expect(outcome.stderr.text.match(/Read-only file system|Permission denied/g)).toHaveLength(3);
    expect((await run(sandbox, "busybox ls /")).stdout.text.split("\n")).not.toContain("usr");
  });

  it("is refused by base64-exec, which names the programs that are missing", async () => {
    await using root = await workshop.store().rootFor(image.image, never);
    await using sandbox = await workshop.boot(root, "base64-exec");
    await expect(sandbox.inject("/tmp", await tarOf([{ name: "a" }]))).rejects.toMatchObject({
      code: "sandbox_unavailable",
      context: { detail: expect.stringMatching(/runs base64, tar, .*which test\/busybox@sha256:/) },
    });
  });
});

describe("an image with one static program and no shell", () => {
  let image: WrittenImage;

  beforeAll(async () => {
    const program = compileStatic(
      '#include <stdio.h>\nint main(int n, char **v) { int c; printf("%d %s:", n, v[1]); while ((c = getchar()) > 0) putchar(c); }',
    );
    image = await writeImage(workshop.sources, "static", {
      layers: [[{ name: "program", content: program, mode: 0o755 }]],
    });
  });

  it("runs a list as it is, with standard input", async () => {
    await using root = await workshop.store().rootFor(image.image, never);
    await using sandbox = await workshop.boot(root);
    const outcome = await run(sandbox, ["/program", "a b"], { stdin: "input" });
    expect(outcome).toMatchObject({ exitCode: 0, stdout: { text: "2 a b:input" } });
  });

  it("takes what is streamed into it", async () => {
    await using root = await workshop.store().rootFor(image.image, never);
    await using sandbox = await workshop.boot(root);
    await sandbox.inject("/app", await tarOf([{ name: "answer.txt", content: "42" }]));
    expect(await sandbox.readFile("answer.txt", 100)).toMatchObject({
      kind: "read",
      content: Buffer.from("42"),
    });
  });

  it("tells the instructor of a command that is for a shell", async () => {
    await using root = await workshop.store().rootFor(image.image, never);
    await using sandbox = await workshop.boot(root);
    await expect(run(sandbox, "./program | sort")).rejects.toMatchObject({
      code: "image_has_no_shell",
      blame: "instructor",
      context: { image: image.image, command: "./program | sort" },
    });
  });
});

function compileStatic(source: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "assay-static-"));
  try {
    writeFileSync(join(directory, "program.c"), source);
    execFileSync("/usr/bin/gcc", ["-static", "-O1", "-o", "program", "program.c"], { cwd: directory });
    return readFileSync(join(directory, "program"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
