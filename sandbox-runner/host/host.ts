import type { Logger } from "pino";
import { protectTask } from "#runner/host/task-protection.ts";

/** What the runner lives on, as far as it has to be told something. */
export interface Host extends AsyncDisposable {
  /** How many slots work; called whenever that changes. Never throws, never waits. */
  working(busy: number): void;
}

export interface HostSettings {
  /** Set by the ECS agent in each container of a task: `ECS_AGENT_URI`. */
  readonly ecsAgentUri: string | undefined;
}

/** A task of ECS where the agent of ECS says so, else a process that nobody takes away. */
export function openHost({ ecsAgentUri }: HostSettings, log: Logger): Host {
  return ecsAgentUri === undefined ? localHost : protectTask({ agentUri: ecsAgentUri, log });
}

const localHost: Host = {
  working: () => undefined,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
