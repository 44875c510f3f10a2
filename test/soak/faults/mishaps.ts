import { setTimeout as delay } from "node:timers/promises";
import type { Answer, Mishap, ProxiedRequest } from "#test/soak/faults/proxy.ts";
import type { KillPhase, RequestFault } from "#test/soak/faults/schedule.ts";

/** What breaks a request, for each kind of fault that does. */

type Matches = (request: ProxiedRequest) => boolean;

interface Breaking {
  readonly matches: Matches;
  readonly mishap: Mishap;
}

const anyRequest: Matches = () => true;
const ofS3: Matches = ({ service }) => service === "s3";
const ofSqs: Matches = ({ service }) => service === "sqs";

/** `slow-answer` comes so many milliseconds late. */
export function brokenRequest(kind: RequestFault, ms: number): Breaking {
  return kind === "slow-answer"
    ? { matches: anyRequest, mishap: (_, forward) => delay(ms).then(forward) }
    : broken[kind];
}

const broken: Readonly<Record<Exclude<RequestFault, "slow-answer">, Breaking>> = {
  "s3-slow-down": { matches: ofS3, mishap: async () => s3Error(503, "SlowDown") },
  "s3-internal-error": { matches: ofS3, mishap: async () => s3Error(500, "InternalError") },
  "sqs-throttled": { matches: ofSqs, mishap: async () => sqsError(429, "RequestThrottled") },
  "sqs-internal-error": { matches: ofSqs, mishap: async () => sqsError(500, "InternalFailure") },
  "cut-before": { matches: anyRequest, mishap: async () => "cut" },
  "cut-after": { matches: anyRequest, mishap: (_, forward) => forward().then(() => "cut") },
  "cut-amid": { matches: (request) => ofS3(request) && request.action === "GET", mishap: halfAnAnswer },
};

async function halfAnAnswer(_: ProxiedRequest, forward: () => Promise<Answer>): Promise<Answer> {
  const answer = await forward();
  return { ...answer, cutAt: Math.floor(answer.body.length / 2) };
}

function s3Error(status: number, code: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>a fault of the soak</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body: Buffer.from(body) };
}

function sqsError(status: number, code: string): Answer {
  const body = JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: "a fault of the soak" });
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: Buffer.from(body) };
}

/** Takes so long that the message is visible again before SQS hears that the lease goes on. */
export function lateExtension(leaseSeconds: number, ms: number): Breaking {
  return {
    matches: ({ action, body }) =>
      action === "ChangeMessageVisibility" && body.includes(`"VisibilityTimeout":${leaseSeconds}`),
    mishap: (_, forward) => delay(ms).then(forward),
  };
}

/** SQS promises to deliver at least once. */
export const sentTwice: Breaking = {
  matches: ({ action }) => action === "SendMessage",
  mishap: (_, forward) => forward().then(forward),
};

type SeenPhase = Exclude<KillPhase, "starting" | "idle" | "injecting" | "running">;

/** By which request the proxy sees that an agent is in a phase, and whether the emulator still hears of it. */
const seen: Readonly<Record<SeenPhase, readonly [Matches, "heard" | "unheard"]>> = {
  receiving: [asks("ReceiveMessage"), "heard"],
  fetching: [({ action, url }) => action === "GET" && url.includes("/try-"), "unheard"],
  reporting: [puts("/report.md"), "unheard"],
  committing: [puts("/result.json"), "unheard"],
  committed: [puts("/result.json"), "heard"],
  closing: [(request) => puts("/status.json")(request) && request.body.includes('"resultKey"'), "unheard"],
  acknowledging: [asks("DeleteMessage"), "unheard"],
  acknowledged: [asks("DeleteMessage"), "heard"],
};

export function isSeen(phase: KillPhase): phase is SeenPhase {
  return Object.hasOwn(seen, phase);
}

/** Kills whoever makes the request that belongs to the phase. */
export function killedAt(phase: SeenPhase, kill: () => void): Breaking {
  const [matches, emulator] = seen[phase];
  return {
    matches,
    async mishap(_, forward) {
      if (emulator === "heard") await forward();
      kill();
      return "cut";
    },
  };
}

function asks(what: string): Matches {
  return ({ action }) => action === what;
}

function puts(name: string): Matches {
  return ({ action, url }) => action === "PUT" && new URL(url, "http://s3").pathname.endsWith(name);
}
