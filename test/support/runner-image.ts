import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import type { Docker } from "#test/support/docker.ts";

const runsc = join(import.meta.dirname, "../../.tools/bin/runsc");
/** Where Debian keeps those that a machine trusts beside the usual ones. */
const certificates = "/usr/local/share/ca-certificates";

/** What `cdk deploy` would build: the directory and the name of its Dockerfile. */
export interface ImageSource {
  readonly directory: string;
  readonly dockerFile: string;
  readonly platform: string;
}

const AssetManifest = z.object({
  dockerImages: z.record(
    z.string(),
    z.object({
      source: z.object({ directory: z.string(), dockerFile: z.string(), platform: z.string() }),
    }),
  ),
});

/** The one image of a stack that was synthesised into a directory. */
export function imageSource(assembly: string, stackName: string): ImageSource {
  const manifest = readFileSync(join(assembly, `${stackName}.assets.json`), "utf8");
  const [image] = Object.values(AssetManifest.parse(JSON.parse(manifest)).dockerImages);
  if (image === undefined) throw new Error(`${stackName} has no image`);
  return { ...image.source, directory: join(assembly, image.source.directory) };
}

/**
 * Builds the image of the runner and returns its tag. What it fetches comes from where the machine's own comes
 * from: packages from Debian and npm, with the certificates that this machine trusts; gVisor from a server that has
 * this machine's runsc and its checksum, because not every network reaches gVisor's own.
 */
export async function buildRunnerImage(docker: Docker, source: ImageSource): Promise<string> {
  const tag = "assay/runner";
  await using releases = await serveRelease();
  await promisify(execFile)(
    "docker",
    ["build", "--network", "host", "--quiet", "--tag", tag, "--platform", source.platform]
      .concat("--file", join(source.directory, source.dockerFile))
      .concat("--build-arg", `BASE=${buildBase(docker)}`)
      .concat("--build-arg", `ASSAY_RUNSC_RELEASE_URL=${releases.url}`, source.directory),
    { env: { ...process.env, DOCKER_HOST: docker.host } },
  );
  return tag;
}

/** What Debian's image on Docker Hub has and one by debootstrap has not: a layer need not survive a loss of power. */
const ofTheOfficialImage = {
  "/etc/dpkg/dpkg.cfg.d/docker-apt-speedup": "force-unsafe-io\n",
  "/etc/apt/apt.conf.d/docker-no-languages": 'Acquire::Languages "none";\n',
};

function buildBase({ docker }: Docker): string {
  const context = mkdtempSync(join(tmpdir(), "assay-base-"));
  try {
    mkdirSync(join(context, "certificates"));
    for (const file of readdirSync(certificates).filter((name) => name.endsWith(".crt"))) {
      copyFileSync(join(certificates, file), join(context, "certificates", file));
    }
    for (const [file, text] of Object.entries(ofTheOfficialImage)) {
      writeFileSync(join(context, basename(file)), text);
    }
    writeFileSync(
      join(context, "Dockerfile"),
      [
        "FROM debian:trixie-slim",
        `COPY certificates ${certificates}/`,
        ...Object.keys(ofTheOfficialImage).map((file) => `COPY ${basename(file)} ${file}`),
      ].join("\n"),
    );
    const tag = "assay/base-with-certificates";
    docker("build", "--quiet", "--tag", tag, context);
    return tag;
  } finally {
    rmSync(context, { recursive: true });
  }
}

/** Always at the same port: another address would make the image anew. */
const PORT = 18_931;

async function serveRelease(): Promise<AsyncDisposable & { readonly url: string }> {
  const program = readFileSync(runsc);
  const machine = execFileSync("uname", ["-m"], { encoding: "utf8" }).trim();
  const files = new Map<string, Buffer | string>([
    [`/${machine}/runsc`, program],
    [`/${machine}/runsc.sha512`, `${createHash("sha512").update(program).digest("hex")}  runsc\n`],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? "");
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  server.listen(PORT, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${PORT}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
