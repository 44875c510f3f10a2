import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";

const program = join(import.meta.dirname, "../../scripts/docker/engine");
const home = mkdtempSync(join(tmpdir(), "assay-engine-"));
const engine = (command: string) =>
  execFileSync(program, [command], {
    encoding: "utf8",
    env: { ...process.env, ASSAY_DOCKER_DIR: home },
  }).trim();

afterAll(() => {
  engine("stop");
  rmSync(home, { recursive: true });
});

it("an engine that is stopped leaves nothing but its images, and can be started again", () => {
  for (let time = 0; time < 2; time++) {
    const host = engine("start");
    const run = dirname(host.replace("unix://", ""));
    expect(engine("status")).toBe(host);
    expect(existsSync(run)).toBe(true);
    leaveNetwork(join(run, "exec/netns"));

    engine("stop");

    expect(() => engine("status")).toThrow();
    expect(existsSync(run)).toBe(false);
    expect(readdirSync(home)).toContain("data");
  }
});

/** As the engine does of containers without a network of their own, `--network host`. */
function leaveNetwork(folder: string): void {
  const path = join(folder, "default");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, "");
  execFileSync("/usr/bin/mount", ["--bind", "/proc/self/ns/net", path]);
}

it("stopping one that does not run is no mistake", () => {
  expect(engine("stop")).toBe("");
});
