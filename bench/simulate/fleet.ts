import type { EventQueue } from "./event-queue.ts";
import type { Random } from "./random.ts";
import type { World } from "./play.ts";

/** Hosts that start, work, and end when they are wanted no more and have nothing left to do. */
export interface Fleet {
  /** Wanted: starting or running. */
  readonly hosts: number;
  readonly running: number;
  resize(hosts: number, nowMs: number): void;
  /** False when no slot is free for such a job. `begin` is given what frees the slot. */
  takeSlot(kind: "grading" | "regrading", begin: (release: (nowMs: number) => void) => void): boolean;
  paidMs(): number;
}

interface Host {
  readonly startedAtMs: number;
  state: "starting" | "running" | "leaving" | "gone";
  busy: number;
  regrading: number;
}

export function openFleet(options: {
  readonly world: World;
  readonly random: Random;
  readonly events: EventQueue;
  /** Called when a slot has become free. */
  readonly onFree: (nowMs: number) => void;
}): Fleet {
  const { world, random, events, onFree } = options;
  const { slotsPerHost, hostStartMs, lingerMs, keptForGrading } = world;
  let hosts: Host[] = [];
  let paidMs = 0;

  return {
    get hosts() {
      return hosts.length;
    },
    get running() {
      return hosts.filter(({ state }) => state === "running").length;
    },
    resize(wanted, nowMs) {
      for (let missing = wanted - hosts.length; missing > 0; missing--) start(nowMs);
      const leaving = hosts
        .toSorted((one, other) => toKeep(one) - toKeep(other))
        .slice(0, hosts.length - wanted);
      for (const host of leaving) leave(host, nowMs);
    },
    takeSlot(kind, begin) {
      const host = hosts.find((host) => isFree(host, kind));
      if (host === undefined) return false;
      host.busy++;
      if (kind === "regrading") host.regrading++;
      begin((doneAtMs) => {
        host.busy--;
        if (kind === "regrading") host.regrading--;
        if (host.state === "leaving" && host.busy === 0) end(host, doneAtMs);
        else onFree(doneAtMs);
      });
      return true;
    },
    paidMs: () => paidMs,
  };

  function start(nowMs: number): void {
    const host: Host = { startedAtMs: nowMs, state: "starting", busy: 0, regrading: 0 };
    hosts.push(host);
    events.at(nowMs + random.between(...hostStartMs), (readyAtMs) => {
      if (host.state !== "starting") return;
      host.state = "running";
      onFree(readyAtMs);
    });
  }

  function isFree(host: Host, kind: "grading" | "regrading"): boolean {
    const free = host.state === "running" && host.busy < slotsPerHost;
    return free && (kind === "grading" || host.regrading < slotsPerHost - keptForGrading);
  }

  function leave(host: Host, nowMs: number): void {
    hosts = hosts.filter((other) => other !== host);
    host.state = "leaving";
    if (host.busy === 0) end(host, nowMs);
  }

  function end(host: Host, nowMs: number): void {
    host.state = "gone";
    paidMs += nowMs + lingerMs - host.startedAtMs;
  }
}

/** Those that are starting go first, then those with the least to do. */
function toKeep(host: Host): number {
  return host.state === "starting" ? -1 : host.busy;
}
