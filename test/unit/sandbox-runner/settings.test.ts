import { describe, expect, it } from "vitest";
import { SettingsError } from "#runner/environment.ts";
import { readSettings } from "#runner/settings.ts";

const complete = {
  ASSAY_RELEASES_BUCKET: "releases",
  ASSAY_SUBMISSIONS_BUCKET: "submissions",
  ASSAY_RESULTS_BUCKET: "results",
  ASSAY_GRADING_QUEUE_URL: "http://127.0.0.1:4566/000000000000/grading",
  ASSAY_PUBLICATIONS_QUEUE_URL: "http://127.0.0.1:4566/000000000000/publications",
  ASSAY_STATE_DIR: "/var/lib/assay",
  ASSAY_RUNSC: "/usr/local/bin/runsc",
  ASSAY_INIT: "/usr/lib/assay/init",
};

describe("settings", () => {
  it("fills in what is not said: one slot a CPU, a warm sandbox a slot and two to spare, the queue's own timeout", () => {
    const settings = readSettings(complete, 4);

    expect(settings).toMatchObject({
      slots: 4,
      warm: 6,
      visibilityTimeoutSeconds: 30,
      longPollSeconds: 5,
      regradingQueueUrl: undefined,
      injection: "stream",
      platform: "systrap",
    });
  });

  it("has no AI unless a model is named, and then within a budget", () => {
    expect(readSettings({ ...complete, ASSAY_AI_TOKENS_PER_DAY: "5" }, 4).ai).toBeUndefined();
    expect(readSettings({ ...complete, ASSAY_AI_MODEL_ID: "m" }, 4).ai).toEqual({
      modelId: "m",
      region: undefined,
      tokensPerGrading: 50_000,
      tokensPerDay: 1_000_000,
      feedbackWaitMs: 20_000,
    });
  });

  it("keeps a slot on a machine that says it has no CPU", () => {
    expect(readSettings(complete, 0).slots).toBe(1);
  });

  it("takes zero warm sandboxes at its word", () => {
    expect(readSettings({ ...complete, ASSAY_WARM: "0" }, 4).warm).toBe(0);
  });

  it("names every variable that is missing or wrong, with its value", () => {
    const { ASSAY_INIT: _, ...incomplete } = complete;
    const wrong = { ...incomplete, ASSAY_SLOTS: "two", ASSAY_GRADING_QUEUE_URL: "grading", ASSAY_WARM: "-1" };

    const read = () => readSettings(wrong, 4);

    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/ASSAY_INIT is not set/);
    expect(read).toThrow(/ASSAY_SLOTS='two': /);
    expect(read).toThrow(/ASSAY_GRADING_QUEUE_URL='grading': /);
    expect(read).toThrow(/ASSAY_WARM='-1': /);
  });
});
