import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import composeHandler, { type MiddyfiedHandler } from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { beforeEnd, startOfEnd } from "./before-end.ts";

export interface SqsBatchOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called once an invocation; the function it returns is called with the body of every message. */
  readonly beginBatch: () => (body: string) => Promise<void>;
  /** Whether the messages of one batch may be worked on at the same time. */
  readonly inParallel: boolean;
  /** Called for a message that failed, before it goes back to its queue. */
  readonly onFailure?: (record: SQSRecord) => Promise<void>;
}

/**
 * The one middleware stack of all handlers: log context, metrics, partial batch failures.
 * A message whose function rejects, or has not resolved when the Lambda's time is nearly over, goes back to its queue
 * alone, and after some tries to the dead-letter queue, where people can look at it.
 */
export function sqsBatchHandler(options: SqsBatchOptions): MiddyfiedHandler<SQSEvent, SQSBatchResponse> {
  const { logger, metrics } = options;
  return composeHandler<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (event: SQSEvent, context): Promise<SQSBatchResponse> => {
      const end = startOfEnd(context.getRemainingTimeInMillis());
      const handleBody = options.beginBatch();
      const handleRecord = async (record: SQSRecord): Promise<void> => {
        try {
          await beforeEnd(end, () => handleBody(record.body));
        } catch (error) {
          // Powertools turns it into a line of the batch response and says no more of it.
          logger.error("a message failed and goes back to its queue", {
            error,
            messageId: record.messageId,
            receiveCount: record.attributes.ApproximateReceiveCount,
          });
          await options.onFailure?.(record);
          throw error;
        }
      };
      return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
        processInParallel: options.inParallel,
        throwOnFullBatchFailure: false,
      });
    });
}
