import type { Report } from "../../bench/sandbox/report.ts";

/** A report of the benchmark of sandboxes, with round numbers that nobody measured. */
export const exampleReport: Report = {
  benchmark: "sandbox",
  measuredAt: "2026-01-02T03:04:05.678Z",
  machine: {
    processors: "2 × An <exact> processor",
    memoryGiB: 24,
    kernel: "6.1",
    node: "v24",
    runsc: "release-1",
    load: 0.1,
  },
  rows: [
    row("ready", "cold", 120),
    row("ready", "pool", 1),
    row("ready and first `true`", "pool", 20),
    row("destroy", "kill and clean up", 8),
    row("`true`", "init", 10),
    row("`true`", "runsc exec", 40),
    row("`python3 -c pass`", "init", 40),
    row("`python3 -c pass`", "no sandbox", 10),
    ...injected("1 KiB", 1),
    ...injected("1 MiB", 4),
    ...injected("10 MiB", 20),
    ...injected("1000 x 4 KiB", 80),
    row("inject 100 MiB", "mounted", 2),
    row("inject 1 GiB", "mounted", 2),
  ],
  jobs: [
    job("bare processes", 1, 600),
    job("Assay", 1, 300),
    job("Docker + runsc, ready", 1, 60),
    job("Docker + runsc", 1, 50),
    job("bare processes", 2, 1_200),
    job("Assay", 2, 400),
    job("Docker + runsc, ready", 2, 100),
    job("Docker + runsc", 2, 80),
  ],
  skipped: [],
  idle: { sandboxes: 50, memoryMiB: 19, cpuMsPerSecond: 0.2 },
  grownMiB: { "100 MiB": 0.1, "1 GiB": 0.1 },
};

function injected(name: string, ms: number): Report["rows"] {
  return [
    row(`inject ${name}`, "stream", ms),
    row(`inject ${name}`, "runsc exec tar -x", 10 * ms),
    row(`inject ${name}`, "base64-exec", 40 * ms),
  ];
}

function row(what: string, how: string, ms: number): Report["rows"][number] {
  return { what, how, n: 20, minMs: ms, p50Ms: ms, p95Ms: 2 * ms, mibPerSecond: null };
}

function job(how: string, slots: number, jobsPerMinute: number): Report["jobs"][number] {
  const p50Ms = (slots * 60_000) / jobsPerMinute;
  const phases = { readyMs: 0.1 * p50Ms, injectMs: 0.1 * p50Ms, programsMs: 0.7 * p50Ms, endMs: 0.1 * p50Ms };
  return { how, slots, jobs: 30, jobsPerMinute, p50Ms, p95Ms: 2 * p50Ms, cpuMs: 300, phases };
}
