import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";

/** A request to the emulator, whole: those of the soak are small. */
export interface ProxiedRequest {
  readonly service: "s3" | "sqs";
  /** `GET`, `PUT`, …; of SQS the action, `ReceiveMessage`. */
  readonly action: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Only so many bytes of the body arrive before the connection breaks. */
  readonly cutAt?: number;
}

/** What happens to a request; `forward` asks the emulator, as often as it is called. `cut` breaks the connection. */
export type Mishap = (request: ProxiedRequest, forward: () => Promise<Answer>) => Promise<Answer | "cut">;

export interface ArmedMishap {
  readonly matches: (request: ProxiedRequest) => boolean;
  /** How many requests it still happens to. */
  remaining: number;
  readonly mishap: Mishap;
  readonly onFired: () => void;
}

export interface FaultProxy extends AsyncDisposable {
  readonly origin: string;
  arm(mishap: ArmedMishap): void;
  /** From now on it only forwards. */
  disarm(): void;
}

/** On 127.0.0.1, before an emulator. */
export async function startFaultProxy(endpoint: string): Promise<FaultProxy> {
  const upstream = new Agent({ keepAlive: true });
  let armed: ArmedMishap[] = [];
  const server = createServer((incoming, outgoing) => {
    handle(incoming)
      .then((answer) => reply(outgoing, answer, incoming.method === "HEAD"))
      // The agent was killed, or gave up.
      .catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    arm: (mishap) => void armed.push(mishap),
    disarm: () => void (armed = []),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      upstream.destroy();
    },
  };

  async function handle(incoming: IncomingMessage): Promise<Answer | "cut"> {
    const proxied = await readRequest(incoming);
    const forward = () => ask(proxied, { endpoint, agent: upstream });
    const next = armed.find((each) => each.remaining > 0 && each.matches(proxied));
    if (next === undefined) return await forward();
    next.remaining -= 1;
    if (next.remaining === 0) armed = armed.filter((each) => each !== next);
    next.onFired();
    return await next.mishap(proxied, forward);
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ProxiedRequest> {
  const { url = "/", method = "GET", headers } = incoming;
  const target = headers["x-amz-target"];
  const sqs = typeof target === "string" && target.startsWith("AmazonSQS.");
  return {
    service: sqs ? "sqs" : "s3",
    action: sqs ? target.slice("AmazonSQS.".length) : method,
    url,
    headers,
    body: await buffer(incoming),
  };
}

/** The method follows from the service: SQS is only posted to. */
async function ask(
  { service, action, url, headers, body }: ProxiedRequest,
  { endpoint, agent }: { readonly endpoint: string; readonly agent: Agent },
): Promise<Answer> {
  const { "transfer-encoding": _, connection: __, expect: ___, ...kept } = headers;
  const method = service === "sqs" ? "POST" : action;
  const asking = request(new URL(url, endpoint), {
    agent,
    method,
    headers: { ...kept, ...(method !== "GET" && method !== "HEAD" && { "content-length": body.length }) },
  });
  const answering = Promise.withResolvers<IncomingMessage>();
  asking.once("response", answering.resolve).once("error", answering.reject).end(body);
  const answer = await answering.promise;
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
}

/** The answer to HEAD has the length of what it does not carry. */
function reply(outgoing: ServerResponse, answer: Answer | "cut", toHead: boolean): void {
  if (answer === "cut") {
    outgoing.destroy();
    return;
  }
  const { status, body, cutAt } = answer;
  const { "transfer-encoding": _, connection: __, ...headers } = answer.headers;
  const length = toHead ? (headers["content-length"] ?? 0) : body.length;
  outgoing.writeHead(status, { ...headers, "content-length": length });
  if (cutAt === undefined) outgoing.end(body);
  else outgoing.write(body.subarray(0, cutAt), () => outgoing.destroy());
}
