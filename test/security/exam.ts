import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Asset, Assignment, CommandLimits, Test } from "#core/assignment/assignment.ts";
import { bundlePath, bundleTar } from "#core/assignment/bundle.ts";
import type { Bundle } from "#core/assignment/release.ts";
import { Sha256, sha256Hex } from "#core/submission/ids.ts";
import { definition } from "#test/support/releases.ts";
import { category, testNamed } from "#test/unit/core/criteria.ts";

const MiB = 1024 * 1024;

/** What students must never see, random in every run. */
export interface Secrets {
  /** The input of a hidden test, and with it the output that it expects. */
  readonly hiddenInput: string;
  readonly hiddenOutput: string;
  /** In an asset that only checkers have. */
  readonly answers: string;
  /** In the environment of the agent. */
  readonly agent: string;
}

/** An assignment that has something to steal: every attack is played on it, or on tests in the place of its own. */
export interface Exam {
  readonly assignment: Assignment;
  readonly bundle: Bundle;
  readonly tar: Buffer;
  readonly secrets: Secrets;
}

export interface ExamChanges {
  readonly tests?: readonly Test[];
  readonly limits?: Partial<CommandLimits>;
  readonly gradingWallMs?: number;
  readonly setupCommands?: readonly string[];
  readonly isolation?: "fresh" | "shared";
  /** Adds the test that a checker judges in a sandbox of its own. */
  readonly checked?: boolean;
}

const examLimits: CommandLimits = {
  wallMs: 2_000,
  cpuMs: 2_000,
  memoryBytes: 128 * MiB,
  processes: 32,
  outputBytes: MiB / 4,
  fileBytes: 8 * MiB,
  openFiles: 64,
};

const data = "the data that everybody may read\n";
const run = ["python3", "main.py"];

export const honestProgram = `import hashlib
print(hashlib.sha256((input() + open("/tmp/data.txt").read()).encode()).hexdigest())
`;

const checker = `import json
answers = json.load(open("/tmp/answers.json"))
right = open("stdout.txt").read().strip() == answers["grace"]
print(json.dumps({"score": 100 if right else 0, "message": "right" if right else "wrong"}))
`;

export async function makeExam(): Promise<Exam> {
  const hiddenInput = `hidden-${randomBytes(16).toString("hex")}`;
  const secrets = {
    hiddenInput,
    hiddenOutput: answerTo(hiddenInput),
    answers: `answers-${randomBytes(16).toString("hex")}`,
    agent: `agent-${randomBytes(16).toString("hex")}`,
  };
  const assets = {
    "data.txt": data,
    "answers.json": JSON.stringify({ grace: answerTo("grace"), secret: secrets.answers }),
    "checker.py": checker,
  };
  const declared = Object.keys(assets).map((name): Asset => {
    const target = `/tmp/${name}`;
    const common = { source: name, declaredTarget: target, target, readOnly: true };
    return name === "data.txt" ? common : { ...common, visibility: "grader" };
  });
  const entries = Object.entries(assets).map(([name, content]) => ({
    path: bundlePath({ target: `/tmp/${name}` }),
    sizeBytes: Buffer.byteLength(content),
    readOnly: true,
    open: () => Readable.from([Buffer.from(content)]),
  }));
  const tar = await buffer(Readable.from(bundleTar(entries)));
  const bundle = {
    digest: Sha256.parse(sha256Hex(tar)),
    tarBytes: tar.length,
    files: entries.length,
  };
  const assignment: Assignment = {
    ...definition(),
    templates: ["input_output", "custom"],
    criteria: { base: category({ tests: testsOf(hiddenInput) }) },
    setup: { assets: declared, languages: { python: { requiredFiles: [], setupCommands: [] } } },
    limits: { command: examLimits, gradingWallMs: 20_000 },
  };
  return { assignment, bundle, tar, secrets };
}

export function changed(
  assignment: Assignment,
  { tests, limits, gradingWallMs, setupCommands, isolation, checked = false }: ExamChanges,
): Assignment {
  const own = assignment.criteria.base.tests.filter(({ type }) => checked || type !== "custom_check");
  const commands = (setupCommands ?? []).map((shell) => ({ name: shell.slice(0, 40), command: { shell } }));
  return {
    ...assignment,
    criteria: { base: category({ tests: [...(tests ?? own)] }) },
    ...(isolation && { isolation }),
    setup: {
      ...assignment.setup,
      languages: { python: { requiredFiles: [], setupCommands: commands } },
    },
    limits: {
      command: { ...assignment.limits.command, ...limits },
      gradingWallMs: gradingWallMs ?? assignment.limits.gradingWallMs,
    },
  };
}

/** A test that a command prints something: its own, or what the attack would have it be. */
export function printsTest(
  name: string,
  command: string | readonly string[],
  expected: string,
  inputs: string[] = [],
): Test {
  const parameters = { inputs, expected_output: expected, program_command: command };
  return testNamed(name, { parameters });
}

/** A test that a command leaves a file. */
export function artifactTest(name: string, artifact: string, expected: string): Test {
  const parameters = {
    inputs: [],
    program_command: run,
    artifact_path: artifact,
    expected_content: expected,
  };
  return testNamed(name, { type: "expect_file_artifact", parameters });
}

/** A test whose score a checker's command prints. */
export function checkedTest(name: string, checkerCommand: string, inputs: string[] = []): Test {
  return testNamed(name, {
    template: "custom",
    type: "custom_check",
    parameters: { inputs, program_command: run, checker: checkerCommand },
  });
}

function testsOf(hiddenInput: string): Test[] {
  return [
    printsTest("visible", run, answerTo("ada"), ["ada"]),
    { ...printsTest("hidden", run, answerTo(hiddenInput), [hiddenInput]), visibility: "hidden" },
    checkedTest("checked", "python3 /tmp/checker.py", ["grace"]),
  ];
}

function answerTo(input: string): string {
  return createHash("sha256")
    .update(input + data)
    .digest("hex");
}
