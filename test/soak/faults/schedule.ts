import { type Random, seeded } from "../../../bench/simulate/random.ts";

/** What goes wrong, and when: decided by the seed alone, before anything runs. */

export const agentNames = ["first", "second"] as const;
export type AgentName = (typeof agentNames)[number];
/** Whose requests something happens to. */
export type Client = AgentName | "lambdas";

/** What an agent is doing when it is killed; `idle` is whatever it does at that moment. */
export const killPhases = [
  "starting",
  "idle",
  "receiving",
  "fetching",
  "injecting",
  "running",
  "reporting",
  "committing",
  "committed",
  "closing",
  "acknowledging",
  "acknowledged",
] as const;
export type KillPhase = (typeof killPhases)[number];

/** Of requests on their way. */
export const requestFaults = [
  "s3-slow-down",
  "s3-internal-error",
  "sqs-throttled",
  "sqs-internal-error",
  "slow-answer",
  "cut-before",
  "cut-after",
  "cut-amid",
] as const;
export type RequestFault = (typeof requestFaults)[number];

/** Messages that no pipeline of ours sent. */
export const poisons = ["poison-text", "poison-schema", "poison-bucket"] as const;
export type Poison = (typeof poisons)[number];

export type Fault =
  | { readonly kind: "kill"; readonly agent: AgentName; readonly phase: KillPhase }
  | { readonly kind: "stop" | "lost-lease"; readonly agent: AgentName }
  /** Stopped in its tracks and continued, as a host is that is moved or swaps. */
  | { readonly kind: "freeze"; readonly agent: AgentName; readonly ms: number }
  | { readonly kind: RequestFault; readonly client: Client; readonly requests: number; readonly ms: number }
  | { readonly kind: "duplicate-job" }
  | { readonly kind: "duplicate-event" | "late-event"; readonly seconds: number }
  | { readonly kind: Poison; readonly number: number }
  /** Of the second agent, whose state directory is small enough to be filled. */
  | { readonly kind: "full-disk"; readonly ms: number };

export interface ScheduledFault {
  /** It happens when so many submissions have been uploaded. */
  readonly atJob: number;
  readonly fault: Fault;
}

/** Every name under which a fault is counted. */
export const faultNames: readonly string[] = [
  ...killPhases.map((phase) => `kill-${phase}`),
  ...requestFaults,
  ...poisons,
  "stop",
  "freeze",
  "lost-lease",
  "duplicate-job",
  "duplicate-event",
  "late-event",
  "full-disk",
];

export function faultName(fault: Fault): string {
  return fault.kind === "kill" ? `kill-${fault.phase}` : fault.kind;
}

type Draw = (random: Random, number: number) => Fault;

const one = <T>(random: Random, all: readonly [T, ...T[]]): T =>
  all[Math.floor(random.uniform() * all.length)] ?? all[0];
const agentOf = (random: Random) => one(random, agentNames);
const whole = (random: Random, low: number, high: number) => Math.floor(random.between(low, high + 1));

const kills: readonly Draw[] = killPhases.map((phase) => (random) => ({
  kind: "kill",
  agent: agentOf(random),
  phase,
}));

/** The SDK makes up for two in a row; a Lambda that fails has its message back only 10 s later. */
const broken: readonly Draw[] = requestFaults.map((kind) => (random) => {
  const client = one(random, ["first", "second", "lambdas"] as const);
  const requests = whole(random, 1, client === "lambdas" ? 4 : 12);
  return kind === "slow-answer"
    ? { kind, client, requests: whole(random, 1, 4), ms: whole(random, 1_000, 7_000) }
    : { kind, client, requests, ms: 0 };
});

const others: readonly Draw[] = [
  (random) => ({ kind: "stop", agent: agentOf(random) }),
  (random) => ({ kind: "lost-lease", agent: agentOf(random) }),
  (random) => ({ kind: "freeze", agent: agentOf(random), ms: whole(random, 6_000, 9_000) }),
  () => ({ kind: "duplicate-job" }),
  (random) => ({ kind: "duplicate-event", seconds: whole(random, 0, 2) }),
  (random) => ({ kind: "late-event", seconds: whole(random, 3, 15) }),
  ...poisons.map((kind): Draw => (_, number) => ({ kind, number })),
  (random) => ({ kind: "full-disk", ms: whole(random, 3_000, 8_000) }),
];

const draws = [...kills, ...broken, ...others];

/** The first job at which anything happens. */
const CALM_JOBS = 5;

/** Without end: every kind once in the first `draws.length`, in a random order, and again and again after it. */
export function* faultSchedule(seed: number, spacing: number): Generator<ScheduledFault> {
  const random = seeded(seed);
  for (let number = 0; ;) {
    for (const draw of shuffled(draws, random)) {
      const atJob = CALM_JOBS + Math.floor((number + random.uniform()) * spacing);
      yield { atJob, fault: draw(random, number) };
      number += 1;
    }
  }
}

/** Jobs between two faults of a long run; an agent then lives some minutes. */
const USUAL_SPACING = 25;

/** Jobs between two faults, so few that every kind happens at least once. */
export function spacingFor(length: { readonly jobs: number } | { readonly minutes: number }): number {
  if ("minutes" in length) return USUAL_SPACING;
  return Math.min(USUAL_SPACING, Math.max(1, (0.9 * (length.jobs - CALM_JOBS)) / draws.length));
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, order: random.uniform() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
