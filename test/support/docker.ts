import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../..");
const engine = join(repository, "scripts/docker/engine");

/** A Docker engine of this clone, with Debian's base image in it. */
export interface Docker extends Disposable {
  /** Where its API listens, as `DOCKER_HOST` has it. */
  readonly host: string;
  /** Runs `docker` and returns what it printed; throws with its complaint. */
  readonly docker: (...args: readonly string[]) => string;
}

/** Starts it unless it runs, and then stops it when it is disposed of. Its images stay, so that a build is quick. */
export function startDocker(): Docker {
  const wasUp = spawnSync(engine, ["status"], { stdio: "ignore" }).status === 0;
  const host = execFileSync(engine, ["start"], { encoding: "utf8" }).trim();
  const env = { ...process.env, DOCKER_HOST: host };
  execFileSync(join(repository, "scripts/docker/base-image"), {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    host,
    docker: (...args) =>
      execFileSync("docker", args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim(),
    [Symbol.dispose]() {
      if (!wasUp) execFileSync(engine, ["stop"]);
    },
  };
}

/** Builds `images/<name>`; returns the reference by which an assignment names what `docker save` writes. */
export function buildLanguageImage(
  { docker }: Docker,
  name: string,
): { readonly tag: string; readonly image: string } {
  const tag = `assay/${name}`;
  docker("build", "--network", "host", "--quiet", "--tag", tag, join(repository, "images", name));
  return { tag, image: `${tag}@${docker("image", "inspect", "--format", "{{.Id}}", tag)}` };
}
