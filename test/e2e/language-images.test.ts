import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GradingResult } from "#core/grading/result.ts";
import { type Cli, cliWithHome } from "#test/support/cli.ts";
import { buildLanguageImage, type Docker, startDocker } from "#test/support/docker.ts";

/** The images of `images/`, built, put on a host, and graded in. */

const home = mkdtempSync(join(tmpdir(), "assay-images-"));
const sources = join(home, "images-of-the-host");
let docker: Docker;
let cli: Cli;

beforeAll(() => {
  docker = startDocker();
  mkdirSync(sources);
  cli = cliWithHome(join(home, "state"), { ASSAY_IMAGES_DIR: sources });
}, 300_000);

afterAll(() => {
  docker[Symbol.dispose]();
  rmSync(home, { recursive: true });
});

interface Program {
  readonly image: string;
  readonly language: string;
  readonly file: string;
  readonly source: string;
  readonly setup: string;
}

const programs: readonly Program[] = [
  {
    image: "python",
    language: "python",
    file: "main.py",
    source: "print(int(input()) + int(input()))",
    setup: "python3 --version",
  },
  {
    image: "node",
    language: "node",
    file: "index.js",
    source:
      'const [a, b] = require("node:fs").readFileSync(0, "utf8").split("\\n"); console.log(Number(a) + Number(b));',
    setup: "node --version",
  },
  {
    image: "java",
    language: "java",
    file: "Main.java",
    source:
      "import java.util.Scanner; class Main { public static void main(String[] a) { Scanner s = new Scanner(System.in); System.out.println(s.nextInt() + s.nextInt()); } }",
    setup: "javac Main.java",
  },
  {
    image: "cpp",
    language: "cpp",
    file: "main.cpp",
    source:
      "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }",
    setup: "g++ main.cpp",
  },
  {
    image: "cpp",
    language: "c",
    file: "main.c",
    source:
      '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }',
    setup: "gcc main.c",
  },
];

function writeAssignment(name: string, image: string, { language, file, source, setup }: Program) {
  const folder = join(home, name);
  const submission = join(folder, "submission");
  mkdirSync(submission, { recursive: true });
  writeFileSync(join(submission, file), source);
  writeFileSync(
    join(folder, "assignment.yaml"),
    `template: input_output
languages: [${language}]
sandbox: { image: "${image}" }
setup: { ${language}: { setup_commands: ["${setup}"] } }
limits: { command: { memory: 1GiB, processes: 128 } }
criteria:
  base:
    weight: 100
    tests: [{ name: adds, type: expect_output, inputs: ["2", "40"], expected_output: "42", program_command: CMD }]
`,
  );
  return { folder, submission };
}

async function grade(name: string, image: string, program: Program) {
  const { folder, submission } = writeAssignment(name, image, program);
  const run = await cli.run("grade", folder, submission, "--json");
  if (run.exitCode !== 0) expect.fail(run.stderr);
  return GradingResult.parse(JSON.parse(run.stdout));
}

describe.each(programs)("a submission in $language", (program) => {
  it(`runs in images/${program.image}, and the result says so`, { timeout: 300_000 }, async () => {
    const { tag, image } = buildLanguageImage(docker, program.image);
    const archive = join(sources, `${program.image}.tar`);
    docker.docker("save", "--output", archive, tag);

    const result = await grade(`in-${program.language}`, image, program);
    expect(result).toMatchObject({ outcome: "graded", score: 100, sandbox: { image } });
  });
});

describe("an image that was put on a host as a layout or an archive of OCI", () => {
  it.each(["oci", "oci-archive"])(
    "has the digest that skopeo prints: %s",
    { timeout: 300_000 },
    async (transport) => {
      const [python] = programs;
      if (python === undefined) expect.fail("no program");
      const { tag } = buildLanguageImage(docker, python.image);
      const exported = join(home, "exported.tar");
      rmSync(exported, { force: true });
      docker.docker("save", "--output", exported, tag);
      const target = `${transport}:${join(sources, `by-${transport}.tar`)}:python`;
      skopeo("copy", "--quiet", `docker-archive:${exported}`, target);
      const image = `course/python@${skopeo("inspect", "--format", "{{.Digest}}", target)}`;

      const result = await grade(`by-${transport}`, image, python);
      expect(result).toMatchObject({ outcome: "graded", score: 100, sandbox: { image } });
      expect(readdirSync(join(home, "state", "images")).some((name) => image.endsWith(name))).toBe(true);
    },
  );
});

function skopeo(...args: readonly string[]): string {
  return execFileSync("/usr/bin/skopeo", ["--insecure-policy", ...args], { encoding: "utf8" }).trim();
}
