import type { Logger } from "pino";
import * as z from "zod";
import type { Host } from "#runner/host/host.ts";
import { nextStep, type ProtectionState, protectionTimes } from "#runner/host/protection-step.ts";

export interface TaskProtectionOptions {
  readonly agentUri: string;
  readonly log: Logger;
}

/** The agent is on this host; behind it is one call of ECS. */
const TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Keeps ECS from ending this task by scale-in or deployment while jobs run on it. A request that fails is tried again
 * later and costs nothing but that: a job whose task is ended is finished within the grace, or goes back to its queue.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export function protectTask({ agentUri, log }: TaskProtectionOptions): Host {
  const closed = new AbortController();
  let state: ProtectionState = {
    busy: false,
    since: performance.now(),
    protectedUntil: -Infinity,
    notBefore: -Infinity,
  };
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;

  return {
    working(slots) {
      const busy = slots > 0;
      if (busy === state.busy) return;
      state = { ...state, busy, since: performance.now() };
      review();
    },
    async [Symbol.asyncDispose]() {
      closed.abort();
      clearTimeout(timer);
      await asking;
    },
  };

  function review() {
    clearTimeout(timer);
    if (asking !== undefined || closed.signal.aborted) return;
    const step = nextStep(state, performance.now());
    if (step.kind === "wait") timer = setTimeout(review, step.ms);
    if (step.kind === "ask") {
      asking = ask(step.protect).finally(() => {
        asking = undefined;
        review();
      });
    }
  }

  async function ask(protect: boolean) {
    // ECS counts from when the request arrived, which is not before it was sent.
    const sentAt = performance.now();
    try {
      await putProtection(agentUri, protect, closed.signal);
      state = { ...state, protectedUntil: protect ? sentAt + protectionTimes.grantedMs : -Infinity };
    } catch (error) {
      if (closed.signal.aborted) return;
      log.warn({ err: error, protect }, "the protection of this task could not be set");
      state = { ...state, notBefore: performance.now() + protectionTimes.retryMs };
    }
  }
}

const Answer = z.object({ protection: z.object({ ProtectionEnabled: z.boolean() }) });

async function putProtection(agentUri: string, protect: boolean, closed: AbortSignal): Promise<void> {
  const response = await fetch(`${agentUri}/task-protection/v1/state`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(
      protect
        ? { ProtectionEnabled: true, ExpiresInMinutes: protectionTimes.grantedMs / MINUTE_MS }
        : { ProtectionEnabled: false },
    ),
    redirect: "error",
    signal: AbortSignal.any([closed, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  // What was refused comes as `failure` or `error`, the first of them with status 200.
  const answer = await response.text();
  if (protection(answer)?.ProtectionEnabled !== protect) {
    throw new Error(`ECS answered ${response.status}: ${answer.slice(0, 300)}`);
  }
}

function protection(answer: string): z.infer<typeof Answer>["protection"] | undefined {
  try {
    return Answer.parse(JSON.parse(answer)).protection;
  } catch {
    return undefined;
  }
}
