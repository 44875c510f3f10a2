import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { SQSRecord } from "aws-lambda";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { GIVE_BACK_MS } from "#lambdas/batch/before-end.ts";
import { type SqsBatchOptions, sqsBatchHandler } from "#lambdas/batch/sqs-batch-handler.ts";
import { lambdaContext, sqsEvent, sqsRecord } from "#test/support/lambda-events.ts";

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  // Powertools prints through consoles of its own, which end here.
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  return () => vi.restoreAllMocks();
});

describe("a batch of messages", () => {
  it("gives back only those that failed", async () => {
    const { response } = await handle({
      beginBatch: () => async (body) => {
        if (body === "bad") throw new Error("cannot");
      },
      records: [sqsRecord("1", "good"), sqsRecord("2", "bad"), sqsRecord("3", "good")],
    });

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  });

  it("gives back all when all failed, instead of failing as a whole", async () => {
    const { response } = await handle({
      beginBatch: () => () => Promise.reject(new Error("cannot")),
      records: [sqsRecord("1", "a"), sqsRecord("2", "b")],
    });

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: "1" }, { itemIdentifier: "2" }]);
  });

  it("says why a message failed, with the ids to find it by", async () => {
    const { lines } = await handle({
      beginBatch: () => () => Promise.reject(new Error("S3 is away")),
      records: [sqsRecord("m-7", "a", 3)],
    });

    expect(lines).toContainEqual(
      expect.objectContaining({
        level: "ERROR",
        messageId: "m-7",
        receiveCount: "3",
        function_request_id: "request-1",
        error: expect.objectContaining({ message: "S3 is away" }),
      }),
    );
  });

  it("prints the metrics that its messages counted", async () => {
    const { lines } = await handle({
      beginBatch: (metrics) => async () => {
        metrics.addMetric("Things", MetricUnit.Count, 1);
      },
      records: [sqsRecord("1", "a"), sqsRecord("2", "b")],
    });

    expect(lines).toContainEqual(expect.objectContaining({ service: "tested", Things: [1, 1] }));
  });

  it("works its messages off one after another where it is told so", async () => {
    let running = 0;
    const seen: number[] = [];

    await handle({
      inParallel: false,
      beginBatch: () => async () => {
        seen.push(++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
      records: [sqsRecord("1", "a"), sqsRecord("2", "b"), sqsRecord("3", "c")],
    });

    expect(seen).toEqual([1, 1, 1]);
  });

  it("has what is shared by its messages made anew for each batch", async () => {
    const beginBatch = vi.fn(() => async () => {});

    const { again } = await handle({ beginBatch, records: [sqsRecord("1", "a"), sqsRecord("2", "b")] });
    await again();

    expect(beginBatch).toHaveBeenCalledTimes(2);
  });

  it("gives back what it has not done shortly before its time is over, and begins nothing any more", async () => {
    const begun: string[] = [];
    const asked: string[] = [];

    const { response, lines } = await handle({
      remainingMs: GIVE_BACK_MS + 20,
      inParallel: false,
      beginBatch: () => (body) => {
        begun.push(body);
        return body === "hangs" ? new Promise(() => {}) : Promise.resolve();
      },
      onFailure: async ({ messageId }) => void asked.push(messageId),
      records: [sqsRecord("1", "done"), sqsRecord("2", "hangs"), sqsRecord("3", "waits")],
    });

    expect(begun).toEqual(["done", "hangs"]);
    expect(asked).toEqual(["2", "3"]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "3" }] });
    expect(JSON.stringify(lines)).toContain("not done 3000 ms before the end of the Lambda");
  });

  it("asks for another delivery of each failed message, and gives it back even if that fails", async () => {
    const asked: string[] = [];

    const { response } = await handle({
      beginBatch: () => () => Promise.reject(new Error("cannot")),
      onFailure: async ({ messageId }) => {
        asked.push(messageId);
        throw new Error("SQS is away, too");
      },
      records: [sqsRecord("1", "a")],
    });

    expect(asked).toEqual(["1"]);
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: "1" }]);
  });
});

interface Handling {
  readonly beginBatch: (metrics: Metrics) => (body: string) => Promise<void>;
  readonly records: readonly SQSRecord[];
  readonly inParallel?: boolean;
  readonly onFailure?: NonNullable<SqsBatchOptions["onFailure"]>;
  readonly remainingMs?: number;
}

async function handle({ beginBatch, records, inParallel = true, onFailure, remainingMs }: Handling) {
  const metrics = new Metrics({ namespace: "Test", serviceName: "tested" });
  const handler = sqsBatchHandler({
    logger: new Logger({ serviceName: "tested" }),
    metrics,
    inParallel,
    beginBatch: () => beginBatch(metrics),
    ...(onFailure && { onFailure }),
  });
  const run = () => handler(sqsEvent(...records), lambdaContext(remainingMs));
  const response = await run();
  const lines: unknown[] = printed.flatMap((text) => (text.startsWith("{") ? [JSON.parse(text)] : []));
  return { response, lines, again: run };
}
