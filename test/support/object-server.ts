import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { S3Client } from "@aws-sdk/client-s3";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An S3 endpoint that answers as a test tells it, over real connections, and a client that talks to it. */
export interface ObjectServer extends AsyncDisposable {
  readonly s3: S3Client;
  /** Path and query of every request so far. */
  readonly requests: readonly string[];
}

export async function serveObjects(answer: Answer): Promise<ObjectServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    s3,
    requests,
    [Symbol.asyncDispose]: async () => {
      s3.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export function object(content: Uint8Array | string, etag = "an-etag"): Answer {
  return (_request, response) => {
    response.writeHead(200, { etag: `"${etag}"` });
    response.end(content);
  };
}

/** S3's way to say no: a status and a code in XML. */
export function failure(status: number, code: string): Answer {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(`<Error><Code>${code}</Code><Message>told so by the test</Message></Error>`);
  };
}
