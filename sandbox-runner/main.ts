import { availableParallelism } from "node:os";
import { AssayError } from "#core/errors.ts";
import { openAwsClients } from "#runner/aws-clients.ts";
import { SettingsError } from "#runner/environment.ts";
import { openHostPool } from "#runner/open-workplace.ts";
import { runAgent } from "#runner/run-agent.ts";
import { readSettings } from "#runner/settings.ts";

/** Nothing was taken from any queue: what is missing has to be put right first. */
const REFUSED_TO_START = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const settings = readSettings(process.env, availableParallelism());
    using clients = openAwsClients(settings.slots);
    await runAgent(settings, clients, openHostPool);
    return 0;
  } catch (error) {
    const refused =
      error instanceof SettingsError || (error instanceof AssayError && error.code === "sandbox_unavailable");
    if (!refused) throw error;
    const reason = error instanceof AssayError ? error.context["detail"] : undefined;
    process.stderr.write(`the runner did not start: ${reason ?? error.message}\n`);
    return REFUSED_TO_START;
  }
}
