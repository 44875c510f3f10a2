import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { Deployment, stackNames } from "#core/deployment.ts";
import { localAwsEnvironment } from "./aws-environment.ts";
import { bootstrap } from "./bootstrap.ts";
import { assertEmulatorKeepsPromises } from "./check-emulator.ts";
import { runCdk } from "./run-cdk.ts";

/** Emulators have no capacity providers of ECS; the runner is a process of its own here. */
const deployedStacks = [stackNames.storage, stackNames.pipeline];

export interface LocalDeploymentOptions {
  readonly endpoint: string;
  /** The synthesised templates, the bundled Lambdas and the stacks' outputs are written below it. */
  readonly outDir: string;
  /** What the CDK prints. */
  readonly logFile: string;
  /** Made by `synthesise`; synthesised into `outDir` when absent. */
  readonly assembly?: string;
}

/**
 * Deploys the very stacks of production, but for the fleet, to an emulator, and says what was deployed.
 * Rejects when the CDK fails (with its last lines) or when the emulator ignores something Assay relies on.
 */
export async function deployLocally(options: LocalDeploymentOptions): Promise<Deployment> {
  await mkdir(options.outDir, { recursive: true });
  const outputsFile = join(options.outDir, "outputs.json");
  const assembly = options.assembly ?? join(options.outDir, "assembly");
  if (options.assembly === undefined) await synthesise(assembly, options.logFile);
  await bootstrap(options.endpoint);
  await runCdk(
    ["deploy", ...deployedStacks]
      .concat("--app", assembly)
      // A change set would have to be described and executed again; MiniStack has wedged on that.
      .concat("--method=direct", "--require-approval=never", "--progress=events")
      .concat("--outputs-file", outputsFile),
    { environment: localAwsEnvironment(options.endpoint), logFile: options.logFile },
  );
  const deployment = await readOutputs(outputsFile);
  await assertEmulatorKeepsPromises(options.endpoint, deployment);
  return deployment;
}

/** Writes the cloud assembly for local use into `assembly`: once for many deployments. No other Lambda is bundled. */
export async function synthesise(assembly: string, logFile: string): Promise<void> {
  await runCdk(
    ["synth", ...deployedStacks, "--exclusively", "--quiet"]
      .concat("--output", assembly)
      .concat("--context", "removal=destroy"),
    {
      environment: {},
      logFile,
    },
  );
}

const StackOutputs = z.record(z.string(), z.record(z.string(), z.string()));

async function readOutputs(file: string): Promise<Deployment> {
  const stacks = StackOutputs.parse(JSON.parse(await readFile(file, "utf8")));
  return Deployment.parse({ ...stacks[stackNames.storage], ...stacks[stackNames.pipeline] });
}
