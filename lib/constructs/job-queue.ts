import { Duration } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { queueLimits } from "#core/limits.ts";

export interface JobQueueProps {
  /** How long a receiver has a message for itself: at least six times the timeout of a Lambda that reads it. */
  readonly visibilityTimeout: Duration;
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
    this.deadLetters = new sqs.Queue(this, "DeadLetters", common);
    this.queue = new sqs.Queue(this, "Queue", {
      ...common,
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: queueLimits.maxReceiveCount },
    });
  }
}
