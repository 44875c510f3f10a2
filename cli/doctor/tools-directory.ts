import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { join } from "node:path";
import { type CheckResult, type Installation, ok } from "./check.ts";

const GIB = 1024 ** 3;
/** Set-up takes 0.6 GiB; unpacked images and cached bundles come on top. */
const COMFORTABLE_BYTES = 2 * GIB;
const HARDLY_ANY_BYTES = GIB / 4;

export async function checkToolsDirectory({ repository }: Installation): Promise<CheckResult> {
  const directory = join(repository, ".tools");
  try {
    await access(directory, constants.W_OK);
  } catch {
    return {
      name: "tools",
      status: "warn",
      found: `${directory} cannot be written by this user`,
      fix: `sudo chown -R "$(id -un)" '${directory}', when you want to run set-up again`,
    };
  }
  return ok("tools", `${directory} can be written`);
}

export async function checkDisk({ repository }: Installation): Promise<CheckResult> {
  const { bavail, bsize } = await statfs(repository);
  const free = bavail * bsize;
  const found = `${(free / GIB).toFixed(1)} GiB free at ${repository}`;
  if (free >= COMFORTABLE_BYTES) return ok("disk", found);
  return {
    name: "disk",
    status: free < HARDLY_ANY_BYTES ? "fail" : "warn",
    found,
    fix: "free at least 2 GiB there; make clean removes what runs left behind",
  };
}
