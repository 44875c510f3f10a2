import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const fixture = join(import.meta.dirname, "fixtures", "cgroup-v2.ts");

/** Runs the fixture in a mount namespace of its own, where something else is at /sys/fs/cgroup. */
function withMount(mount: string): unknown {
  const line = `${mount} && exec "$0" "$1"`;
  const argv = ["-rm", "sh", "-c", line, process.execPath, fixture];
  return JSON.parse(execFileSync("/usr/bin/unshare", argv, { encoding: "utf8" }));
}

/** What the kernel does with these files is shown only where its controllers are of version 2. */
it("writes the files of version 2, where the kernel looks for them", () => {
  const tree = "mount -t tmpfs none /sys/fs/cgroup && : >/sys/fs/cgroup/cgroup.controllers";
  expect(withMount(tree)).toEqual({
    version: 2,
    root: "+memory +pids +cpu",
    parent: "+memory +pids +cpu",
    weight: 100 * availableParallelism(),
    memory: "123456789",
    pids: "4096",
    joinFiles: ["/sys/fs/cgroup/assay/one/cgroup.procs"],
    oomKills: 3,
    listed: ["one"],
    left: [],
  });
});

it("makes no control groups where they cannot be written", () => {
  expect(withMount("mount -t tmpfs -o ro none /sys/fs/cgroup")).toEqual({ version: null });
});
