import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { writeImage } from "#test/support/oci-image.ts";
import { leftoversOf } from "#test/support/sandbox-leftovers.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";

const fixture = join(import.meta.dirname, "fixtures", "run-in-image.ts");
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const layer = [
  { name: "bin/busybox", content: readFileSync("/bin/busybox"), mode: 0o755 },
  { name: "bin/sh", type: "2", linkName: "busybox" },
  { name: "private", type: "5", mode: 0o000 },
  { name: "open", type: "5", mode: 0o777 },
  { name: "sealed", type: "5", mode: 0o555 },
  { name: "sealed/file", content: "x", mode: 0o444 },
];

describe.each([
  ["with root", false],
  ["without root", true],
])("an agent %s", (_how, rootless) => {
  it("has sandboxes of images beside those of the host, and says of each which it is", async () => {
    await using settings = await sandboxSettings();
    const sources = join(settings.stateDir, "sources");
    const imagesDir = join(settings.stateDir, "images");
    const { image } = await writeImage(sources, "busybox", { layers: [layer], environment: ["PATH=/bin"] });
    await mkdir(imagesDir);
    const unprivileged = isRoot && rootless;
    if (unprivileged) for (const path of [settings.stateDir, imagesDir]) await chown(path, nobody, nobody);

    const options = JSON.stringify({ ...settings, imagesDir, sources, image });
    const { stdout } = await promisify(execFile)(process.execPath, [fixture, options], {
      cwd: "/",
      ...(unprivileged && { uid: nobody, gid: nobody }),
    });

    expect(JSON.parse(stdout)).toMatchObject({
      facts: { image, rootless },
      stdout: "got it\nuid=1000(sandbox) gid=1000(sandbox)\n",
      stderr: expect.stringMatching(/private.*Permission denied\n.*\/open\/new: Read-only file system\n$/s),
      native: "/usr/bin/env\n",
    });
    expect(JSON.parse(stdout)).not.toHaveProperty("nativeFacts.image");
    expect(leftoversOf(settings.stateDir, []).processes).toEqual([]);
  });
});
