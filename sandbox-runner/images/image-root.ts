import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accounts, hosts, initInside, mountPoints } from "#runner/sandbox/rootfs.ts";
import { unusable } from "./image-errors.ts";

/** What injection by base64 needs in a sandbox, and the shell of commands that are text. */
const toolNames = "sh base64 tar sha256sum mktemp mkfifo wc tee cut cat rm".split(" ");
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const accountBytes = 1024 * 1024;
const maxLinks = 40;

/**
 * Makes an unpacked image the root of a sandbox: the places where something is mounted, and the sandbox user.
 * The image is not trusted: no link in it is followed on the host.
 */
export async function furnishRoot(root: string, image: string): Promise<void> {
  await chmod(root, 0o755);
  for (const name of mountPoints) await makeDirectory(join(root, name));
  await replaceFile(join(root, initInside), "", 0o755);
  const etc = join(root, "etc");
  const found = await lstat(etc).catch(() => null);
  if (found === null) await mkdir(etc, { mode: 0o755 });
  else if (!found.isDirectory()) throw unusable(image, "its /etc is no directory");
  await chmod(etc, 0o755);
  // The first line with a uid is the one that counts.
  for (const [name, line] of Object.entries(accounts)) {
    await replaceFile(join(etc, name), line + (await readAccounts(join(etc, name))), 0o644);
  }
  await replaceFile(join(etc, "hosts"), hosts, 0o644);
}

/** Which of the programs that ours may need are there. */
export async function toolsIn(root: string, environment: readonly string[]): Promise<readonly string[]> {
  const own = environment.findLast((entry) => entry.startsWith("PATH="))?.slice("PATH=".length);
  const directories = `/bin:${own ?? ""}:${defaultPath}`.split(":").filter((path) => path.startsWith("/"));
  const found = [];
  for (const name of toolNames) {
    // Commands of a shell are run by this very path.
    const places = name === "sh" ? ["/bin"] : directories;
    for (const directory of places) {
      if (await isProgram(root, `${directory}/${name}`)) {
        found.push(name);
        break;
      }
    }
  }
  return found;
}

async function makeDirectory(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() === true) return;
  await rm(path, { force: true });
  await mkdir(path, { mode: 0o755 });
}

async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await writeFile(path, content, { flag: "wx", mode });
  await chmod(path, mode);
}

async function readAccounts(path: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => null);
  if (file === null) return "";
  await using _ = file;
  const stat = await file.stat();
  return stat.isFile() && stat.size <= accountBytes ? await file.readFile("utf8") : "";
}

async function isProgram(root: string, path: string): Promise<boolean> {
  const target = await resolveInside(root, path);
  const stat = target === null ? null : await lstat(target);
  return stat?.isFile() === true && (stat.mode & 0o111) !== 0;
}

/** Where a path leads inside the root, as a program there would see it; null when that is nowhere. */
async function resolveInside(root: string, path: string): Promise<string | null> {
  let pending = partsOf(path);
  let at: string[] = [];
  let links = 0;
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === "..") {
      at.pop();
      continue;
    }
    const here = join(root, ...at, name);
    const stat = await lstat(here).catch(() => null);
    if (stat === null) return null;
    if (!stat.isSymbolicLink()) {
      at.push(name);
      continue;
    }
    links += 1;
    if (links > maxLinks) return null;
    const target = await readlink(here);
    if (target.startsWith("/")) at = [];
    pending = [...partsOf(target), ...pending];
  }
  return join(root, ...at);
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
