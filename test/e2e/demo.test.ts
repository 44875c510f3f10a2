import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processesNaming } from "#test/support/cli.ts";

const demo = join(import.meta.dirname, "../../scripts/demo.ts");

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-demo-"));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

describe("the demo", () => {
  it("grades every example as expected, one by both ways of injection, and leaves nothing running", async () => {
    const child = start();
    const [output] = await Promise.all([text(child.stdout), once(child, "close")]);

    expect(output).toContain("✓ every submission ended as expected, the host is unharmed");
    expect(output).toMatch(/right-python +graded +100 +stream/);
    expect(output).toMatch(/right-python +graded +100 +base64-exec/);
    expect(output).toMatch(/partly-right +graded +50 +stream/);
    expect(output).toMatch(/does-not-compile +rejected/);
    expect(output).toContain("main.c:5:3: error:");
    expect(output).toMatch(/s3:\/\/.*\/demo\/weather-stations\/hostile\//);
    expect(child.exitCode).toBe(0);
    expect(processesNaming(home)).toEqual([]);
  });

  it("leaves nothing running when Ctrl-C ends it", async () => {
    const child = start();
    let heard = "";
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      heard += String(chunk);
      if (heard.includes("submitting right-python")) break;
    }

    child.kill("SIGINT");
    await once(child, "close");

    expect(child.exitCode).toBe(130);
    expect(processesNaming(home)).toEqual([]);
  });
});

function start() {
  return spawn(process.execPath, [demo], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NO_COLOR: "1", ASSAY_HOME: home },
  });
}
