import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { leftoversOf } from "#test/support/sandbox-leftovers.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";

const fixture = join(import.meta.dirname, "fixtures", "grade-once.ts");

/** An agent that is root where control groups can be seen and not written, as in a container. */
async function runWithoutCgroups(settings: SandboxSettings): Promise<unknown> {
  const line = 'mount -t tmpfs -o ro none /sys/fs/cgroup && exec "$0" "$@"';
  const argv = ["--mount", "sh", "-c", line, process.execPath, fixture, JSON.stringify(settings)];
  const { stdout } = await promisify(execFile)("/usr/bin/unshare", argv);
  return JSON.parse(stdout);
}

it("an agent that is root and can make no control groups takes no job, and says what to do", async () => {
  await using settings = await sandboxSettings();

  expect(await runWithoutCgroups(settings)).toEqual({
    refused: expect.stringMatching(
      /sandbox_unavailable.*cannot: .*a writable \/sys\/fs\/cgroup .*ASSAY_CGROUPS/,
    ),
  });
  expect(leftoversOf(settings.stateDir, []).files).toEqual([]);
});

it("one that may do without holds limits by init, and says so", async () => {
  await using settings = await sandboxSettings();

  expect(await runWithoutCgroups({ ...settings, cgroups: "optional" })).toMatchObject({
    facts: { rootless: false, limitsBy: "rlimit" },
    hog: { outOfMemory: true, exitCode: null },
    bomb: { timedOut: "wall" },
    afterwards: "on\n",
  });
});
