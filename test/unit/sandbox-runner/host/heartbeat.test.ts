import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readProblems } from "#runner/host/health-file.ts";
import { type HeartbeatOptions, startHeartbeat } from "#runner/host/heartbeat.ts";
import { readMetrics } from "#test/support/embedded-metrics.ts";
import { recordingLog } from "#test/support/recording-log.ts";
import { until } from "#test/support/until.ts";

const well = { busy: 1, longestJobMs: 2_000, withoutQueueMs: 0, failedBoots: 0 };
const now = new Date("2026-11-02T10:00:00Z");
let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), "assay-heartbeat-"))));
afterEach(() => rm(dir, { recursive: true }));

function beating(overrides: Partial<HeartbeatOptions> = {}) {
  const { log, lines } = recordingLog();
  const stateDir = join(dir, "state");
  const options = { activity: { facts: () => well }, slots: 4, stateDir, log, now: () => now, ...overrides };
  return { heart: startHeartbeat(options), stateDir, lines };
}

it("says at once that the runner is well, and what its slots and its disk are like", async () => {
  const { heart, stateDir, lines } = beating();
  await heart[Symbol.asyncDispose]();

  expect(await readProblems(stateDir, now)).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ event: "runner.alive", busy: 1, problems: [] });
  expect(readMetrics(lines[0]).values).toEqual({
    SlotsBusy: 1,
    SlotsTotal: 4,
    HostsUnhealthy: 0,
    DiskUsed: expect.closeTo(50, -2),
  });
  expect(await readdir(stateDir)).toEqual(["health.json"]);
});

it("says what is wrong as soon as it is", async () => {
  const facts = { ...well };
  const { heart, stateDir, lines } = beating({ activity: { facts: () => facts }, beatMs: 5 });
  facts.failedBoots = 7;
  await until("the file says so", async () => (await readProblems(stateDir, now))[0]);
  await until("the log says so", async () => lines[1]);
  await heart[Symbol.asyncDispose]();

  expect(await readProblems(stateDir, now)).toEqual(["the last 7 sandboxes could not be had"]);
  expect(readMetrics(lines[1]).values).toMatchObject({ HostsUnhealthy: 1 });
});

it("writes one line at six beats", async () => {
  let beats = 0;
  const facts = () => (beats++, well);
  const { heart, lines } = beating({ activity: { facts }, beatMs: 1 });
  await until("some beats", async () => (beats >= 20 ? true : undefined));
  await heart[Symbol.asyncDispose]();

  expect(lines).toHaveLength(Math.ceil(beats / 6));
});

it("goes on where the health cannot be written, for nobody will find it well then", async () => {
  await writeFile(join(dir, "state"), "a file where the directory should be");
  const { heart, stateDir, lines } = beating();
  await heart[Symbol.asyncDispose]();

  expect(lines.map(({ msg }) => msg)).toEqual([
    "the health of this runner could not be written",
    "the runner is alive",
  ]);
  expect(await readProblems(stateDir, now)).toEqual([expect.stringContaining("ENOTDIR")]);
});

it("takes a runner for ill that has not been heard of for a minute", async () => {
  const { heart, stateDir } = beating();
  await heart[Symbol.asyncDispose]();

  expect(await readProblems(stateDir, new Date(now.getTime() + 60_000))).toEqual([]);
  expect(await readProblems(stateDir, new Date(now.getTime() + 61_000))).toEqual([
    "no sign of life for 61 s",
  ]);
});

it.each(["", "{", '{"at":"yesterday","problems":[]}'])(
  "takes a health file of %j for illness",
  async (content) => {
    await writeFile(join(dir, "health.json"), content);

    expect(await readProblems(dir, now)).toEqual([expect.stringContaining("health.json")]);
  },
);
