import type { CapacityFacts, QueueFacts } from "#core/capacity/facts.ts";
import { eventQueue } from "./event-queue.ts";
import { type FairQueue, fairQueue } from "./fair-queue.ts";
import { type Fleet, openFleet } from "./fleet.ts";
import { seeded } from "./random.ts";
import type { Scaler } from "./scalers.ts";
import type { Trace, Upload } from "./traces.ts";

/** What is the same for every trace and scaler. */
export interface World {
  readonly slotsPerHost: number;
  /** From the request for a host until it takes jobs. */
  readonly hostStartMs: readonly [number, number];
  /** How long a host that is not wanted any more is paid after its last job. */
  readonly lingerMs: number;
  /** Gradings of one student at the same time, beyond which uploads are turned away. */
  readonly maxInFlight: number;
  readonly fairQueue: boolean;
  /** How old the counts of the queues are when the scaler sees them. */
  readonly countsLateMs: number;
  /** Slots of each host that take no regrades, so that a grading need not wait for the end of one. */
  readonly keptForGrading: number;
  readonly seed: number;
}

export interface Playback {
  /** Of every counted upload, from the upload until a slot takes its job. */
  readonly waitsMs: readonly number[];
  readonly graded: number;
  readonly turnedAway: number;
  /** The sum of all hosts' lives, as they are paid. */
  readonly hostMs: number;
  /** When the last job ended. */
  readonly doneAtMs: number;
  /** Minute by minute. */
  readonly minutes: readonly Minute[];
}

export interface Minute {
  readonly atMs: number;
  readonly hosts: number;
  readonly running: number;
  readonly waiting: number;
}

/** From an upload to its message in the grading queue: EventBridge, a queue and a Lambda. */
const INTAKE_MS = 1_000;
const TICK_MS = 60_000;
/** A scaler has to come to rest so long after the last job, so that what it keeps running is paid. */
const AFTERMATH_MS = 30 * 60_000;

interface Job {
  readonly upload: Upload;
}

/** Plays a trace against a scaler, event by event; the same input always gives the same output. */
export function play(trace: Trace, scaler: Scaler, world: World): Playback {
  const events = eventQueue();
  const random = seeded(world.seed);
  const grading = fairQueue<Job>({ fair: world.fairQueue });
  const regrading = fairQueue<Job>({ fair: world.fairQueue });
  const decide = scaler.begin();
  const fleet = openFleet({ world, random, events, onFree: serve });
  const underWay = new Map<string, number>();
  const waitsMs: number[] = [];
  const minutes: Minute[] = [];
  const measured = { jobs: 0, totalMs: 0 };
  let turnedAway = 0;
  let graded = 0;
  let lastJobAtMs = 0;
  let over = false;

  for (const upload of trace.uploads) events.at(upload.atMs + INTAKE_MS, (nowMs) => accept(upload, nowMs));
  events.at(0, tick);
  events.run();
  return {
    waitsMs,
    graded,
    turnedAway,
    hostMs: fleet.paidMs(),
    doneAtMs: lastJobAtMs,
    minutes,
  };

  function accept(upload: Upload, nowMs: number): void {
    const student = underWay.get(upload.student) ?? 0;
    if (upload.queue === "grading" && student >= world.maxInFlight) {
      turnedAway++;
      return;
    }
    if (upload.queue === "grading") underWay.set(upload.student, student + 1);
    (upload.queue === "grading" ? grading : regrading).send({ upload }, upload.student, nowMs);
    serve(nowMs);
  }

  function serve(nowMs: number): void {
    while (grading.waiting > 0 && fleet.takeSlot("grading", (slot) => work(grading, slot, nowMs)));
    if (grading.waiting > 0) return;
    while (regrading.waiting > 0 && fleet.takeSlot("regrading", (slot) => work(regrading, slot, nowMs)));
  }

  function work(queue: FairQueue<Job>, release: Release, nowMs: number): void {
    const received = queue.receive(nowMs);
    if (received === undefined) throw new Error("a slot was taken for a message that is not there");
    const { upload } = received.message;
    if (trace.counts(upload)) waitsMs.push(nowMs - upload.atMs);
    events.at(nowMs + upload.jobMs, (doneAtMs) => {
      queue.remove(received, doneAtMs);
      if (upload.queue === "grading") underWay.set(upload.student, (underWay.get(upload.student) ?? 1) - 1);
      measured.jobs++;
      measured.totalMs += upload.jobMs;
      graded++;
      lastJobAtMs = doneAtMs;
      release(doneAtMs);
    });
  }

  function tick(nowMs: number): void {
    const facts: CapacityFacts = {
      nowMs,
      grading: factsOf(grading, nowMs),
      regrading: factsOf(regrading, nowMs),
      hosts: fleet.hosts,
      meanJobMs: measured.jobs < 20 ? undefined : measured.totalMs / measured.jobs,
      deadlines: trace.deadlines,
    };
    events.at(nowMs + world.countsLateMs, (seenAtMs) => {
      if (!over) fleet.resize(decide({ ...facts, nowMs: seenAtMs, hosts: fleet.hosts }), seenAtMs);
    });
    minutes.push({ atMs: nowMs, hosts: fleet.hosts, running: fleet.running, waiting: grading.waiting });
    over = graded + turnedAway === trace.uploads.length && nowMs >= lastJobAtMs + AFTERMATH_MS;
    if (over) fleet.resize(0, nowMs);
    else events.at(nowMs + TICK_MS, tick);
  }
}

type Release = Parameters<Parameters<Fleet["takeSlot"]>[1]>[0];

function factsOf(queue: FairQueue<Job>, nowMs: number): QueueFacts {
  return { waiting: queue.waiting, inFlight: queue.inFlight, oldestAgeMs: queue.oldestAgeMs(nowMs) };
}
