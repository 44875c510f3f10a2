import { Duration } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { queueLimits } from "#core/limits.ts";

export interface JobQueueProps {
  /** How long a receiver has a message for itself; see `visibilityFor` when that is a Lambda. */
  readonly visibilityTimeout: Duration;
  /**
   * The same for the dead-letter queue.
   * @default that of SQS, 30 s: for people who look at its messages
   */
  readonly deadLetterVisibilityTimeout?: Duration;
}

/** A queue with the dead-letter queue that takes what could not be done. */
export class JobQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, props: JobQueueProps) {
    super(scope, id);
    const common = {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(queueLimits.retentionDays),
    };
    this.deadLetters = new sqs.Queue(this, "DeadLetters", {
      ...common,
      ...(props.deadLetterVisibilityTimeout && { visibilityTimeout: props.deadLetterVisibilityTimeout }),
    });
    this.queue = new sqs.Queue(this, "Queue", {
      ...common,
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: queueLimits.maxReceiveCount },
    });
  }
}

/**
 * Six times the timeout of the Lambda, so that a message is not delivered again while a throttled function
 * is still trying to take it. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function visibilityFor(lambdaTimeout: Duration): Duration {
  return Duration.seconds(6 * lambdaTimeout.toSeconds());
}
