import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const REPOSITORY = join(import.meta.dirname, "../../..");
const CLONED = ["scripts", "Makefile", "assay", ".ci", "package-lock.json", "sandbox-runner/init"];
const NOBODY = "65534";

/** What the scripts themselves call. Tests leave out everything else of the machine, above all its runsc and Go. */
const BASICS = [
  "bash",
  "cat",
  "chmod",
  "cut",
  "dirname",
  "env",
  "find",
  "flock",
  "grep",
  "head",
  "id",
  "ln",
].concat(
  ["ls", "mkdir", "mktemp", "mv", "paste", "readlink", "rm", "sed", "sh", "sha256sum", "sha512sum", "sort"],
  ["tail", "tar", "gzip", "uname", "make"],
);

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The scripts of this repository in a directory of their own, with a space in its path, and a bare machine's PATH. */
export class Clone implements AsyncDisposable {
  readonly base: string;
  readonly root: string;
  readonly tools: string;
  readonly #machine: string;

  private constructor(base: string) {
    this.base = base;
    this.root = join(base, "a clone");
    this.tools = join(this.root, ".tools");
    this.#machine = join(base, "machine");
  }

  static async make(): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(tmpdir(), "assay-setup-")));
    await chmod(clone.base, 0o755);
    await mkdir(clone.#machine);
    await mkdir(clone.root);
    for (const part of CLONED) await cp(join(REPOSITORY, part), join(clone.root, part), { recursive: true });
    for (const name of BASICS) await symlink(join("/usr/bin", name), join(clone.#machine, name));
    await symlink(process.execPath, join(clone.#machine, "node"));
    return clone;
  }

  /** Puts a shell script on the machine's PATH, in place of what is there. */
  async installProgram(name: string, script: string): Promise<string> {
    const path = join(this.#machine, name);
    await rm(path, { force: true });
    await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  async linkProgram(name: string): Promise<void> {
    await symlink(join("/usr/bin", name), join(this.#machine, name));
  }

  /** Runs a program of the clone, e.g. `scripts/setup`, as this user. */
  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return this.#execute([join(this.root, program), ...args], env);
  }

  /** The same as nobody, to whom the clone then belongs; where the tests themselves have no root, as this user. */
  async runAsOrdinaryUser(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ran> {
    const command = [join(this.root, program), ...args];
    if (process.getuid?.() !== 0) return this.#execute(command, env);
    await this.#execute(["/usr/bin/chown", "-R", `${NOBODY}:${NOBODY}`, this.root], {});
    const asNobody = ["/usr/bin/setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
    return this.#execute([...asNobody, ...command], env);
  }

  /** The same as root; where the tests themselves have no root, as root of a user namespace. */
  runAsRoot(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
    const namespace = process.getuid?.() === 0 ? [] : ["/usr/bin/unshare", "--user", "--map-root-user"];
    return this.#execute([...namespace, join(this.root, program), ...args], env);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.base, { recursive: true, force: true });
  }

  #execute(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
    const { promise, resolve } = Promise.withResolvers<Ran>();
    const [program = "", ...args] = command;
    const own = { PATH: [this.#machine, env["PATH"]].filter(Boolean).join(delimiter), HOME: this.root };
    execFile(program, args, { env: { ...env, ...own }, cwd: this.base }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
    return promise;
  }
}
