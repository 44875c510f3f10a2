import { eventNames } from "#core/telemetry.ts";
import type { AwsClients } from "#runner/aws-clients.ts";
import { drainOnSignal } from "#runner/consume/drain.ts";
import { createLifecycle } from "#runner/consume/lifecycle.ts";
import { runSlots } from "#runner/consume/slots.ts";
import { observeActivity } from "#runner/host/activity.ts";
import { startHeartbeat } from "#runner/host/heartbeat.ts";
import { openHost } from "#runner/host/host.ts";
import { createLogger } from "#runner/logger.ts";
import { type OpenPool, openWorkplace } from "#runner/open-workplace.ts";
import type { Settings } from "#runner/settings.ts";

const events = {
  starting: undefined,
  ready: eventNames.runnerStarted,
  draining: eventNames.runnerDraining,
  stopped: eventNames.runnerStopped,
} as const;

/**
 * The agent's life, from opening its sandboxes until it has drained after a signal.
 * Rejects with `sandbox_unavailable` when `openPool` does: it has then taken no job.
 */
export async function runAgent(settings: Settings, clients: AwsClients, openPool: OpenPool): Promise<void> {
  const log = createLogger(settings.logLevel);
  const lifecycle = createLifecycle((state) => log.info({ event: events[state] }, `the runner is ${state}`));
  using drain = drainOnSignal({ process, lifecycle, graceMs: settings.drainGraceMs });
  const { slots, stateDir } = settings;
  await using host = openHost(settings, log);
  const onBusy = (busy: number) => host.working(busy);
  const activity = observeActivity({ slots, clock: () => performance.now(), onBusy });
  await using alive = new AsyncDisposableStack();
  alive.use(startHeartbeat({ activity, slots, stateDir, log, now: () => new Date() }));
  await using workplace = await openWorkplace(settings, clients, log, async (...given) =>
    activity.pool(await openPool(...given)),
  );
  lifecycle.advance("ready");
  await runSlots(activity.slots(workplace.slots(drain.over)), drain);
  lifecycle.advance("stopped");
}
