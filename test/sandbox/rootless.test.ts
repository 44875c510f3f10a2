import { execFile } from "node:child_process";
import { chown } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { leftoversOf } from "#test/support/sandbox-leftovers.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";

const fixture = join(import.meta.dirname, "fixtures", "grade-once.ts");
const nobody = 65_534;

const Report = z.object({
  facts: z.object({ rootless: z.boolean(), limitsBy: z.string() }),
  identity: z.string(),
  asset: z.string(),
  mounted: z.string(),
  hog: z.object({ outOfMemory: z.boolean(), exitCode: z.number().nullable() }),
  bomb: z.object({ timedOut: z.string().nullable() }),
  afterwards: z.string(),
});

/** Runs the fixture as an account without privileges, where this test itself has them. */
async function runUnprivileged(settings: { readonly stateDir: string }): Promise<z.infer<typeof Report>> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(settings.stateDir, nobody, nobody);
  const { stdout } = await promisify(execFile)(process.execPath, [fixture, JSON.stringify(settings)], {
    cwd: "/",
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  return Report.parse(JSON.parse(stdout));
}

describe.each(["stream", "base64-exec"] as const)("an agent without root, injecting by %s", (injection) => {
  it("runs a student's program as the sandbox user, holds its limits, and says who holds them", async () => {
    await using settings = await sandboxSettings({ injection });
    const report = await runUnprivileged(settings);
    expect(report).toMatchObject({
      facts: { rootless: true, limitsBy: "rlimit" },
      identity: "uid=1000(sandbox) gid=1000(sandbox) groups=1000(sandbox)\n",
      asset: "444 root hello\n",
      mounted: "444 root\nlarge\n",
      hog: { outOfMemory: true, exitCode: null },
      bomb: { timedOut: "wall" },
      afterwards: "on\n",
    });
    expect(leftoversOf(settings.stateDir, []).files).toEqual([]);
    expect(leftoversOf(settings.stateDir, []).processes).toEqual([]);
  });
});
