import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { stackNames } from "#core/deployment.ts";
import { readSettings } from "#lib/settings.ts";
import { PipelineStack } from "#lib/stacks/pipeline.ts";
import { StorageStack } from "#lib/stacks/storage.ts";

const app = new App();
const settings = readSettings((key) => app.node.tryGetContext(key));

const storage = new StorageStack(app, stackNames.storage, { settings });
new PipelineStack(app, stackNames.pipeline, { settings, storage });

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
