import { mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Clone, type Ran } from "./clone.ts";
import { ReleaseHost, sha512Line } from "./release-host.ts";

const runscOf = (version: string) => `#!/bin/sh\necho runsc version ${version}\n`;
const RELEASE = runscOf("release-20260701.0");

describe("the runsc step of set-up", () => {
  let clone: Clone;

  beforeEach(async () => {
    clone = await Clone.make();
  });

  afterEach(async () => {
    await clone[Symbol.asyncDispose]();
  });

  it("installs the official release whose checksum matches", async () => {
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": sha512Line(RELEASE) });

    const ran = await setUpRunsc(host.url);

    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await readFile(join(clone.tools, "bin/runsc"), "utf8")).toBe(RELEASE);
  });

  it("asks for nothing when one is there", async () => {
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": sha512Line(RELEASE) });
    await setUpRunsc(host.url);
    const asked = host.requests.length;

    const again = await setUpRunsc(host.url);

    expect(asked).toBe(2);
    expect(host.requests).toHaveLength(asked);
    expect(again.stdout).toContain("ok    runsc: release of 20260701");
  });

  it("refuses a release that does not match its checksum, naming the file and both sums", async () => {
    const published = sha512Line("what gVisor built");
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": published });

    const ran = await setUpRunsc(host.url);

    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain("CHECKSUM MISMATCH");
    expect(ran.stderr).toMatch(/http:\S+\/runsc was refused/);
    expect(ran.stderr).toContain(published.slice(0, 128));
    expect(ran.stderr).toContain(sha512Line(RELEASE).slice(0, 128));
    expect(await readdir(join(clone.tools, "bin"))).toEqual([]);
    expect((await readdir(clone.tools)).filter((name) => name.startsWith("scratch"))).toEqual([]);
  });

  it("goes on to build it with Go when the release is not there", async () => {
    await using host = await ReleaseHost.serve({});
    await clone.installProgram(
      "go",
      `cat > "$GOBIN/runsc" <<'END'\n${RELEASE}END\nchmod +x "$GOBIN/runsc"; echo "$@" > "$HOME/go-arguments"`,
    );

    const ran = await setUpRunsc(host.url);

    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain("HTTP 404");
    expect(await readFile(join(clone.tools, "bin/runsc"), "utf8")).toBe(RELEASE);
    expect(await readFile(join(clone.root, "go-arguments"), "utf8")).toMatch(
      /^install .* gvisor\.dev\/gvisor\/runsc@v0\.0\.0-20260701204157-69c2d17aea96$/m,
    );
  });

  it("passes over a source whose build does not start", async () => {
    const broken = "#!/bin/sh\nexit 1\n";
    await using host = await ReleaseHost.serve({ runsc: broken, "runsc.sha512": sha512Line(broken) });

    const ran = await setUpRunsc(host.url);

    expect(ran.exitCode).toBe(1);
    expect(await readdir(join(clone.tools, "bin"))).toEqual([]);
  });

  it("takes the machine's own of 2026 and asks nobody", async () => {
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": sha512Line(RELEASE) });
    const own = await clone.installProgram("runsc", "echo runsc version release-20260323.0");

    const ran = await setUpRunsc(host.url);

    expect(ran.stdout).toContain(`release of 20260323, the machine's own (${own})`);
    expect(await readlink(join(clone.tools, "bin/runsc"))).toBe(own);
    expect(host.requests).toEqual([]);
  });

  it("passes over the machine's own of 2024, saying so", async () => {
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": sha512Line(RELEASE) });
    const own = await clone.installProgram("runsc", "echo runsc version 0.0~20240729.0");

    const ran = await setUpRunsc(host.url);

    expect(ran.stderr).toContain(`passed over ${own}: its release of 20240729 is older than 20260101`);
    expect(await readFile(join(clone.tools, "bin/runsc"), "utf8")).toBe(RELEASE);
  });

  it("takes the one that ASSAY_RUNSC names before the one that is there", async () => {
    await using host = await ReleaseHost.serve({ runsc: RELEASE, "runsc.sha512": sha512Line(RELEASE) });
    await setUpRunsc(host.url);
    const named = await clone.installProgram("my-runsc", "echo runsc version release-20260810.0");

    const ran = await setUpRunsc(host.url, { ASSAY_RUNSC: named });

    expect(ran.stdout).toContain(`release of 20260810, the machine's own (${named})`);
    expect(await readlink(join(clone.tools, "bin/runsc"))).toBe(named);
  });

  it.each([
    ["sources.list", "deb http://mirror.example/debian bookworm main\n"],
    ["sources.list.d/debian.list", "deb [arch=amd64] http://mirror.example/debian bookworm main\n"],
    ["sources.list.d/debian.sources", "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n"],
  ])(
    "falls back to Debian's package from the mirror in %s, warning that it is older",
    async (file, sources) => {
      await using host = await ReleaseHost.serve({});
      const hostRoot = join(clone.base, "host");
      await put(join(hostRoot, "etc/apt", file), sources);
      await put(join(hostRoot, "usr/share/keyrings/debian-archive-keyring.gpg"), "");
      await clone.installProgram(
        "apt-get",
        `case "$*" in *update) cp "$TOOLS"/scratch.*/apt/sources.list "$HOME/sources" ;; *) : > runsc_1.deb ;; esac`,
      );
      await clone.installProgram(
        "dpkg-deb",
        `mkdir -p "$3/usr/bin"; printf '#!/bin/sh\\necho runsc version 0.0~20240729.0\\n' > "$3/usr/bin/runsc"; chmod +x "$3/usr/bin/runsc"`,
      );
      await clone.linkProgram("cp");

      const ran = await setUpRunsc(host.url, { ASSAY_HOST_ROOT: hostRoot, TOOLS: clone.tools });

      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.stderr).toContain("this build is of 2024");
      expect(await readFile(join(clone.root, "sources"), "utf8")).toMatch(
        /^deb \[signed-by=.*\] http:\/\/mirror\.example\/debian trixie main\n$/,
      );
      expect(await readFile(join(clone.tools, "bin/runsc"), "utf8")).toContain("20240729");
    },
  );

  it("names every way out when no source has one", async () => {
    await using host = await ReleaseHost.serve({});

    const ran = await setUpRunsc(host.url);

    expect(ran.exitCode).toBe(1);
    for (const way of ["ASSAY_RUNSC", host.url, "install Go", "apt-get update"]) {
      expect(ran.stderr).toContain(way);
    }
  });

  function setUpRunsc(releaseUrl: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return clone.run("scripts/setup", ["--only", "runsc"], { ASSAY_RUNSC_RELEASE_URL: releaseUrl, ...env });
  }

  async function put(path: string, content: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
});
