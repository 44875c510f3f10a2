import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localAwsEnvironment } from "#cli/local/aws-environment.ts";
import { stackNames } from "#core/deployment.ts";
import { type Cli, cliWithHome } from "#test/support/cli.ts";
import type { DeployedStack } from "#test/support/deployed.ts";

/** The `assay` of this clone, talking to a stack as to one on AWS: by an outputs file and the environment. */
export async function deployedCli(stack: DeployedStack): Promise<Cli & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const home = opened.use(await mkdtempDisposable(join(tmpdir(), "assay-cli-")));
  const file = join(home.path, "outputs.json");
  const { deployment } = stack;
  const outputs = { [stackNames.storage]: deployment, [stackNames.pipeline]: deployment };
  await writeFile(file, JSON.stringify(outputs));
  const environment = { ...localAwsEnvironment(stack.endpoint), ASSAY_DEPLOYMENT: file };
  const owned = opened.move();
  return { ...cliWithHome(home.path, environment), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
