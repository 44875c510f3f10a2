import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { startMiniStack } from "#cli/local/ministack.ts";
import { signalGroup, stopProcessGroup } from "#cli/local/process-group.ts";
import { submissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { deployedStack } from "#test/support/deployed.ts";
import { MINISTACK_BINARY } from "#test/support/ministack.ts";
import { documentWhen, putObject } from "#test/support/published.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "assay-ministack-test-"));
});
afterAll(() => rm(dir, { recursive: true }));

function options() {
  return {
    binary: MINISTACK_BINARY,
    nodeBin: dirname(process.execPath),
    dataDir: dir,
    logFile: join(dir, "ministack.log"),
  };
}

describe("MiniStack", () => {
  it("listens on the loopback interface only, on a port of its own choice", async () => {
    await using ministack = await startMiniStack(options());

    const { hostname, port } = new URL(ministack.endpoint);
    expect(hostname).toBe("127.0.0.1");
    const elsewhere = createServer();
    // Possible only because nobody listens on this port of all interfaces.
    elsewhere.listen(Number(port), "127.0.0.2");
    await once(elsewhere, "listening");
    elsewhere.close();
    await once(elsewhere, "close");
  });

  it("is gone with its Lambdas when it is stopped", async () => {
    let pid: number;
    {
      await using stack = await deployedStack();
      pid = stack.pid;
      const versionId = await putObject(stack.s3, {
        bucket: stack.deployment.SubmissionsBucket,
        key: "wakes-a-lambda",
        body: "x",
      });
      const key = resultKeys.unroutable(submissionId("wakes-a-lambda", versionId));
      await documentWhen(stack.s3, { bucket: stack.deployment.ResultsBucket, key, schema: z.unknown() });
      expect(signalGroup(pid, 0)).toBe(true);
    }

    expect(signalGroup(pid, 0)).toBe(false);
  });

  it("can be left running and stopped later by its process id", async () => {
    const { pid, endpoint } = await startMiniStack({ ...options(), detached: true });
    expect((await fetch(`${endpoint}/_ministack/health`)).ok).toBe(true);

    await stopProcessGroup(pid);

    expect(signalGroup(pid, 0)).toBe(false);
    await expect(stopProcessGroup(pid)).resolves.toBeUndefined();
  });

  it("is not started on a port that somebody else answers on", async () => {
    await using ministack = await startMiniStack(options());
    const port = Number(new URL(ministack.endpoint).port);

    await expect(startMiniStack({ ...options(), port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use`,
    );
  });

  it("that is not installed is told by name", async () => {
    await expect(startMiniStack({ ...options(), binary: "/nowhere/ministack" })).rejects.toThrow(
      "cannot start /nowhere/ministack",
    );
  });

  it("that ends at once is not waited for", async () => {
    await expect(startMiniStack({ ...options(), binary: "/bin/false" })).rejects.toThrow("ended at once");
  });
});
