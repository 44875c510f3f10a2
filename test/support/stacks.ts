import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll } from "vitest";
import * as z from "zod";
import { stackNames } from "#core/deployment.ts";
import { readSettings } from "#lib/settings.ts";
import { FleetStack } from "#lib/stacks/fleet.ts";
import { ObservabilityStack } from "#lib/stacks/observability.ts";
import { PipelineStack } from "#lib/stacks/pipeline.ts";
import { StorageStack } from "#lib/stacks/storage.ts";

export interface Stacks {
  readonly app: App;
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
  readonly fleet: FleetStack;
  readonly observability: ObservabilityStack;
}

/** The stacks with the given context; their Lambdas are not bundled. To be called outside of tests, which share them. */
export function makeStacks(context: Readonly<Record<string, string>> = {}): Stacks {
  const app = new App({ outdir: assemblyDir(), context: { ...context, "aws:cdk:bundling-stacks": [] } });
  const settings = readSettings(app.node.getAllContext());
  const storage = new StorageStack(app, stackNames.storage, { settings });
  const pipeline = new PipelineStack(app, stackNames.pipeline, { settings, storage });
  const fleet = new FleetStack(app, stackNames.fleet, { settings, storage, pipeline });
  const observability = new ObservabilityStack(app, stackNames.observability, { settings, pipeline, fleet });
  return { app, storage, pipeline, fleet, observability };
}

/** One of its own for every app. */
function assemblyDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "assay-assembly-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  return dir;
}

export interface Templates {
  readonly storage: Template;
  readonly pipeline: Template;
  readonly fleet: Template;
  readonly observability: Template;
}

export function synthesiseStacks(context: Readonly<Record<string, string>> = {}): Templates {
  const { storage, pipeline, fleet, observability } = makeStacks(context);
  return {
    storage: Template.fromStack(storage),
    pipeline: Template.fromStack(pipeline),
    fleet: Template.fromStack(fleet),
    observability: Template.fromStack(observability),
  };
}

const Resources = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/** Each type once, sorted. */
export function resourceTypes(template: Template): string[] {
  const { Resources: resources } = Resources.parse(template.toJSON());
  return [...new Set(Object.values(resources).map(({ Type }) => Type))].sort();
}
