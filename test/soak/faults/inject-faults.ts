import { setTimeout as delay } from "node:timers/promises";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { SmallDisk } from "#test/soak/agents/small-disk.ts";
import { LEASE_SECONDS, type SupervisedAgent } from "#test/soak/agents/supervised-agent.ts";
import { brokenRequest, isSeen, killedAt, lateExtension, sentTwice } from "#test/soak/faults/mishaps.ts";
import { poisonedMessage } from "#test/soak/faults/poison.ts";
import type { FaultProxy } from "#test/soak/faults/proxy.ts";
import { type AgentName, type Client, type Fault, faultName } from "#test/soak/faults/schedule.ts";
import type { Uploaded } from "#test/soak/feed.ts";
import type { DeployedStack } from "#test/support/deployed.ts";
import { objectCreated } from "#test/support/uploads.ts";

export interface FaultTargets {
  readonly stack: DeployedStack;
  readonly agents: Readonly<Record<AgentName, SupervisedAgent>>;
  readonly proxies: Readonly<Record<Client, FaultProxy>>;
  readonly disk: SmallDisk;
  readonly poisoned: string[];
}

export interface Injector {
  /** `latest` is the upload that was made last. */
  inject(fault: Fault, latest: Uploaded): void;
  /** How often each has happened, not how often it was meant to. */
  readonly counts: ReadonlyMap<string, number>;
  /** Waits shortly for what has not happened yet. Then nothing happens any more, and what lasts some seconds is over. */
  end(): Promise<void>;
}

/** While this lasts, three beats of a lease are missed. */
const LOST_BEATS = 3;

/** A slow job, whose lease is to be lost, may have to wait for its slot. */
const LAST_FAULTS_MS = 20_000;

export function faultInjector({ stack, agents, proxies, disk, poisoned }: FaultTargets): Injector {
  const counts = new Map<string, number>();
  /** Meant to happen, and has not. */
  const due = new Set<Fault>();
  const lasting = new Set<Promise<unknown>>();
  return {
    counts,
    inject,
    async end() {
      const deadline = performance.now() + LAST_FAULTS_MS;
      while (due.size > 0 && performance.now() < deadline) await delay(100);
      for (const proxy of Object.values(proxies)) proxy.disarm();
      await Promise.all(lasting);
    },
  };

  function inject(fault: Fault, latest: Uploaded): void {
    due.add(fault);
    const fired = () => {
      due.delete(fault);
      counts.set(faultName(fault), (counts.get(faultName(fault)) ?? 0) + 1);
    };
    switch (fault.kind) {
      case "kill":
        return kill(fault, fired);
      case "stop":
        fired();
        return agents[fault.agent].kill("SIGTERM");
      case "freeze": {
        const agent = agents[fault.agent];
        return agent.atPhase("running", () => {
          fired();
          last(freeze(agent, fault.ms));
        });
      }
      case "lost-lease": {
        // Shared: nobody knows which agent has the slow job.
        const shared = {
          ...lateExtension(LEASE_SECONDS, 1_000 * (LEASE_SECONDS + 1)),
          remaining: LOST_BEATS,
          onFired: fired,
        };
        proxies.first.arm(shared);
        return proxies.second.arm(shared);
      }
      case "duplicate-job":
        return proxies.lambdas.arm({ ...sentTwice, remaining: 1, onFired: fired });
      case "duplicate-event":
      case "late-event":
        fired();
        return last(announceAgain(latest, fault.seconds));
      case "poison-text":
      case "poison-schema":
      case "poison-bucket":
        fired();
        return last(poison(poisonedMessage(fault.kind, fault.number)));
      case "full-disk":
        fired();
        return last(disk.fill(fault.ms));
      default:
        return proxies[fault.client].arm({
          ...brokenRequest(fault.kind, fault.ms),
          remaining: fault.requests,
          onFired: fired,
        });
    }
  }

  function kill({ agent, phase }: Extract<Fault, { kind: "kill" }>, fired: () => void): void {
    const victim = agents[agent];
    const strike = () => {
      fired();
      victim.kill("SIGKILL");
    };
    if (isSeen(phase)) {
      return proxies[agent].arm({ ...killedAt(phase, strike), remaining: 1, onFired: () => undefined });
    }
    if (phase === "injecting" || phase === "running") return victim.atPhase(phase, strike);
    if (phase === "starting") victim.atPhase("starting", () => last(delay(500).then(strike)));
    else fired();
    victim.kill("SIGKILL");
  }

  async function freeze(agent: SupervisedAgent, ms: number): Promise<void> {
    agent.kill("SIGSTOP");
    await delay(ms);
    agent.kill("SIGCONT");
  }

  async function announceAgain({ key, versionId }: Uploaded, seconds: number): Promise<void> {
    const { SubmissionsBucket: bucket, UploadsQueueUrl } = stack.deployment;
    const body = objectCreated({ bucket, key, versionId });
    await stack.sqs.send(
      new SendMessageCommand({ QueueUrl: UploadsQueueUrl, MessageBody: body, DelaySeconds: seconds }),
    );
  }

  async function poison(body: string): Promise<void> {
    poisoned.push(body);
    await stack.sqs.send(
      new SendMessageCommand({ QueueUrl: stack.deployment.GradingQueueUrl, MessageBody: body }),
    );
  }

  function last(work: Promise<unknown>): void {
    lasting.add(work);
    void work.finally(() => lasting.delete(work));
  }
}
