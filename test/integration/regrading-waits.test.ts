import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import { acknowledge, type Delivery } from "#runner/consume/delivery.ts";
import { pollFor } from "#runner/consume/poll.ts";
import { runSlots } from "#runner/consume/slots.ts";
import { startTestMiniStack } from "#test/support/ministack.ts";
import { recordingLog } from "#test/support/recording-log.ts";

const SLOTS = 2;
const owned = new AsyncDisposableStack();
let sqs: SQSClient;

beforeAll(async () => {
  const { endpoint } = owned.use(await startTestMiniStack());
  sqs = new SQSClient(localClientConfig(endpoint));
  owned.defer(() => sqs.destroy());
});
afterAll(() => owned.disposeAsync());

it("works through all gradings before the first regrade, and loses none of either", async () => {
  const queues = await makeQueues("backlog");
  await Promise.all([fill(queues.regrading, 20), fill(queues.grading, 20)]);

  const worked = await workUntil(queues, 40);

  const gradings = worked.slice(0, 20).filter((url) => url === queues.grading);
  expect(gradings).toHaveLength(20);
});

it("takes a grading that comes in the middle of a regrade before any further regrade but those under way", async () => {
  const queues = await makeQueues("arrival");
  await fill(queues.regrading, 12);
  let begunAt = 0;

  const worked = await workUntil(queues, 13, async (done) => {
    if (done !== 4) return;
    await fill(queues.grading, 1);
    begunAt = done;
  });

  const place = worked.indexOf(queues.grading);
  expect(place).toBeGreaterThan(0);
  // Each slot may have asked for its next message a moment before, and both were working then.
  expect(place).toBeLessThanOrEqual(begunAt + 2 * SLOTS);
});

interface Queues {
  readonly grading: string;
  readonly regrading: string;
}

async function makeQueues(name: string): Promise<Queues> {
  const make = async (QueueName: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? "";
  return { grading: await make(`${name}-grading`), regrading: await make(`${name}-regrading`) };
}

async function fill(QueueUrl: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `${index}`);
  for (let from = 0; from < count; from += 10) {
    const Entries = ids.slice(from, from + 10).map((Id) => ({ Id, MessageBody: Id }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** The queues of the messages in the order in which slots took them. */
async function workUntil(
  queues: Queues,
  enough: number,
  afterEach: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const taken: string[] = [];
  const drain = new AbortController();
  let done = 0;
  const settings = {
    gradingQueueUrl: queues.grading,
    regradingQueueUrl: queues.regrading,
    visibilityTimeoutSeconds: 30,
    longPollSeconds: 1,
  };
  const work = async (delivery: Delivery) => {
    taken.push(delivery.queueUrl);
    await acknowledge(sqs, delivery);
    done++;
    await afterEach(done);
    if (done === enough) drain.abort();
    return "acknowledged" as const;
  };
  const options = {
    count: SLOTS,
    openPoll: () => pollFor(sqs, settings),
    work,
    giveBack: () => Promise.resolve(),
    pause: () => Promise.resolve(),
    log: recordingLog().log,
  };
  await runSlots(options, { begun: drain.signal, over: drain.signal });
  return taken;
}
