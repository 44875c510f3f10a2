import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { stackNames } from "#core/deployment.ts";
import { readSettings } from "#lib/settings.ts";
import { FleetStack } from "#lib/stacks/fleet.ts";
import { ObservabilityStack } from "#lib/stacks/observability.ts";
import { PipelineStack } from "#lib/stacks/pipeline.ts";
import { StorageStack } from "#lib/stacks/storage.ts";

const app = new App();
const settings = readSettings(app.node.getAllContext());

const storage = new StorageStack(app, stackNames.storage, { settings });
const pipeline = new PipelineStack(app, stackNames.pipeline, { settings, storage });
const fleet = new FleetStack(app, stackNames.fleet, { settings, storage, pipeline });
new ObservabilityStack(app, stackNames.observability, { settings, pipeline, fleet });

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
