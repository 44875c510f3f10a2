import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "#cli/errors.ts";
import { packFolder } from "#cli/submit/pack-folder.ts";
import { readUpload } from "#cli/submit/read-upload.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "assay-pack-"));
  mkdirSync(join(dir, "src"));
  writeFileSync(join(dir, "main.py"), "print(1)\n");
  writeFileSync(join(dir, "src/größe.py"), "");
  writeFileSync(join(dir, "run.sh"), "#!/bin/sh\n");
  chmodSync(join(dir, "run.sh"), 0o755);
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe("packing a folder", () => {
  it("keeps every file, its bytes and whether it can be run", async () => {
    const files = await unpackSubmission({ name: "x.tar.gz", content: await packFolder(dir) });

    expect(files.map(({ path, executable }) => ({ path, executable }))).toEqual([
      { path: "main.py", executable: false },
      { path: "run.sh", executable: true },
      { path: "src/größe.py", executable: false },
    ]);
    expect(Buffer.from(files[0]?.content ?? []).toString()).toBe("print(1)\n");
  });

  it("gives the same bytes whenever the files are the same", async () => {
    const first = await packFolder(dir);
    utimesSync(join(dir, "main.py"), 1, 1);
    chmodSync(join(dir, "main.py"), 0o600);

    expect(await packFolder(dir)).toEqual(first);
  });

  it("leaves out what git keeps", async () => {
    const before = await packFolder(dir);
    mkdirSync(join(dir, ".git"));
    writeFileSync(join(dir, ".git/HEAD"), "ref: refs/heads/main\n");

    expect(await packFolder(dir)).toEqual(before);
  });

  it("refuses a link instead of following it out of the folder", async () => {
    symlinkSync("/etc/passwd", join(dir, "answers.txt"));

    await expect(packFolder(dir)).rejects.toThrow(/answers\.txt is neither a file nor a folder/);
  });

  it("refuses a folder with nothing to submit", async () => {
    rmSync(dir, { recursive: true });
    mkdirSync(dir);

    await expect(packFolder(dir)).rejects.toThrow(UserError);
  });
});

describe("what is uploaded", () => {
  it("is a single file under its own name", async () => {
    const upload = await readUpload(join(dir, "main.py"));

    expect(upload.name).toBe("main.py");
    expect(upload.content.toString()).toBe("print(1)\n");
  });

  it("is a folder under its name, also when it is given as a dot path", async () => {
    expect((await readUpload(join(dir, "src", "."))).name).toBe("src.tar.gz");
  });

  it("is refused when it does not exist", async () => {
    await expect(readUpload(join(dir, "absent.py"))).rejects.toThrow(/absent\.py: no such file/);
  });
});
