import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import * as z from "zod";
import { sandboxSettings } from "#test/support/sandbox.ts";

const fixture = join(import.meta.dirname, "fixtures", "fill-disk.ts");

const Report = z.object({
  openingWhileFull: z.string(),
  leftOfOpening: z.array(z.string()),
  takenWhileFull: z.string(),
  warmWhileFull: z.string(),
  takenAfterwards: z.string(),
  left: z.array(z.string()),
  controlGroups: z.array(z.string()),
});

/** The state directory of the fixture is a disk of its own that only it and its sandboxes see, and that goes with it. */
async function runOnSmallDisk(settings: { readonly stateDir: string }): Promise<z.infer<typeof Report>> {
  const mount = 'mount -t tmpfs -o size=16m,mode=755 assay-test "$0" && exec "$@"';
  const own = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const agent = [process.execPath, fixture, JSON.stringify(settings)];
  const { stdout } = await promisify(execFile)("unshare", [
    ...own,
    "sh",
    "-c",
    mount,
    settings.stateDir,
    ...agent,
  ]);
  return Report.parse(JSON.parse(stdout));
}

it("a full disk makes sandboxes unavailable, harms none that lives, and leaves nothing when it has room again", async () => {
  await using settings = await sandboxSettings();
  expect(await runOnSmallDisk(settings)).toEqual({
    openingWhileFull: expect.stringMatching(/^sandbox_unavailable.*ENOSPC/),
    leftOfOpening: [],
    takenWhileFull: expect.stringMatching(/^sandbox_unavailable.*ENOSPC/),
    warmWhileFull: "on\n",
    takenAfterwards: "on\n",
    left: [],
    controlGroups: [],
  });
});
