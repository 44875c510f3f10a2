import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as z from "zod";
import { stackNames } from "#core/deployment.ts";
import { readSettings } from "#lib/settings.ts";
import { FleetStack } from "#lib/stacks/fleet.ts";
import { ObservabilityStack } from "#lib/stacks/observability.ts";
import { PipelineStack } from "#lib/stacks/pipeline.ts";
import { StorageStack } from "#lib/stacks/storage.ts";

/** Its assembly is written when the app is synthesised, and goes with the scope. */
export interface Stacks extends Disposable {
  readonly app: App;
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
  readonly fleet: FleetStack;
  readonly observability: ObservabilityStack;
}

/** The stacks with the given context; their Lambdas are not bundled. */
export function makeStacks(context: Readonly<Record<string, string>> = {}): Stacks {
  using opened = new DisposableStack();
  const outdir = mkdtempSync(join(tmpdir(), "assay-assembly-"));
  opened.defer(() => rmSync(outdir, { recursive: true }));
  const app = new App({ outdir, context: { ...context, "aws:cdk:bundling-stacks": [] } });
  const settings = readSettings(app.node.getAllContext());
  const storage = new StorageStack(app, stackNames.storage, { settings });
  const pipeline = new PipelineStack(app, stackNames.pipeline, { settings, storage });
  const fleet = new FleetStack(app, stackNames.fleet, { settings, storage, pipeline });
  const observability = new ObservabilityStack(app, stackNames.observability, { settings, pipeline, fleet });
  const owned = opened.move();
  return {
    app,
    storage,
    pipeline,
    fleet,
    observability,
    [Symbol.dispose]: () => owned.dispose(),
  };
}

export interface Templates {
  readonly storage: Template;
  readonly pipeline: Template;
  readonly fleet: Template;
  readonly observability: Template;
}

export function synthesiseStacks(context: Readonly<Record<string, string>> = {}): Templates {
  using stacks = makeStacks(context);
  const { storage, pipeline, fleet, observability } = stacks;
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
