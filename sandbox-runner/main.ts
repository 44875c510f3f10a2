import { availableParallelism } from "node:os";
import { AssayError } from "#core/errors.ts";
import { eventNames } from "#core/telemetry.ts";
import { openAwsClients } from "#runner/aws-clients.ts";
import { drainOnSignal } from "#runner/consume/drain.ts";
import { createLifecycle } from "#runner/consume/lifecycle.ts";
import { runSlots } from "#runner/consume/slots.ts";
import { SettingsError } from "#runner/environment.ts";
import { observeActivity } from "#runner/host/activity.ts";
import { startHeartbeat } from "#runner/host/heartbeat.ts";
import { openHost } from "#runner/host/host.ts";
import { createLogger } from "#runner/logger.ts";
import { openHostPool, openWorkplace } from "#runner/open-workplace.ts";
import { readSettings, type Settings } from "#runner/settings.ts";

/** Nothing was taken from any queue: what is missing has to be put right first. */
const REFUSED_TO_START = 2;

const events = {
  starting: undefined,
  ready: eventNames.runnerStarted,
  draining: eventNames.runnerDraining,
  stopped: eventNames.runnerStopped,
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    await run(readSettings(process.env, availableParallelism()));
    return 0;
  } catch (error) {
    const refused =
      error instanceof SettingsError || (error instanceof AssayError && error.code === "sandbox_unavailable");
    if (!refused) throw error;
    process.stderr.write(`the runner did not start: ${error.message}\n`);
    return REFUSED_TO_START;
  }
}

async function run(settings: Settings): Promise<void> {
  const log = createLogger(settings.logLevel);
  const lifecycle = createLifecycle((state) => log.info({ event: events[state] }, `the runner is ${state}`));
  using drain = drainOnSignal({ process, lifecycle, graceMs: settings.drainGraceMs });
  using clients = openAwsClients(settings.slots);
  const { slots, stateDir } = settings;
  await using host = openHost(settings, log);
  const onBusy = (busy: number) => host.working(busy);
  const activity = observeActivity({ slots, clock: () => performance.now(), onBusy });
  await using alive = new AsyncDisposableStack();
  alive.use(startHeartbeat({ activity, slots, stateDir, log, now: () => new Date() }));
  await using workplace = await openWorkplace(settings, clients, log, async () =>
    activity.pool(await openHostPool(settings, log)),
  );
  lifecycle.advance("ready");
  await runSlots(activity.slots(workplace.slots(drain.over)), drain);
  lifecycle.advance("stopped");
}
