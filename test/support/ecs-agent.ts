import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export type ProtectionAnswer = (asked: Asked, response: ServerResponse) => void;

export interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: { readonly ProtectionEnabled: boolean; readonly ExpiresInMinutes?: number };
}

/** The endpoint that the ECS agent has for a task. */
export interface EcsAgent extends AsyncDisposable {
  readonly uri: string;
  readonly asked: readonly Asked[];
  /** The request of this number, also of the past; they count from 0. */
  request(number: number): Promise<Asked>;
}

/** Grants what it is asked for, in the words of the real one. */
export const granting: ProtectionAnswer = ({ body }, response) => {
  const TaskArn = "arn:aws:ecs:us-east-1:000000000000:task/assay/0123456789abcdef";
  const protection = {
    ProtectionEnabled: body.ProtectionEnabled,
    ExpirationDate: "2026-11-02T10:05:00Z",
    TaskArn,
  };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ protection }));
};

export async function startEcsAgent(answer: ProtectionAnswer = granting): Promise<EcsAgent> {
  const asked: Asked[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const latest = { method: request.method, path: request.url, body: JSON.parse(body) };
      asked.push(latest);
      answer(latest, response);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    uri: `http://127.0.0.1:${address.port}/api/0123456789abcdef`,
    asked,
    request: (number) =>
      new Promise((found) => {
        const look = () => {
          const request = asked[number];
          if (request === undefined) return;
          waiting.delete(look);
          found(request);
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
