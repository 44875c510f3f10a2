import type { ServerAnswer, ServerRequest } from "#core/grading/server-port.ts";
import type { Exchange } from "./channel.ts";
import { frame, requestTypes, responseTypes } from "./frames.ts";
import { Capture, decodeFacts, encodeCommand, type SpawnRequest } from "./spawn-exchange.ts";

/** As for a command: on a loaded host, init may be late by scheduling. */
const graceMs = 5_000;

const ends = ["closed", "cut", "timed-out", "reset", "not-ready"] as const;

/** The server's program and its environment, but for the port. */
type ServerStart = Pick<SpawnRequest, "argv" | "environment">;

/** Asks the server that `start` starts, once. */
export function askExchange(start: ServerStart, request: ServerRequest): Exchange<ServerAnswer> {
  const { argv } = start;
  const { server, limits, bytes, answerMs, capBytes } = request;
  const stdout = new Capture(limits.outputBytes);
  const stderr = new Capture(limits.outputBytes);
  const parts: Buffer[] = [];
  let received = 0;
  return {
    name: "ask",
    deadlineMs: server.readyMs + answerMs + graceMs,
    send: (write) => {
      const fixed = Buffer.allocUnsafe(16);
      let at = 0;
      for (const value of [server.port, server.readyMs, answerMs, capBytes]) {
        at = fixed.writeUInt32BE(value, at);
      }
      const environment = [...start.environment, `PORT=${server.port}`];
      return write(frame(requestTypes.ask, fixed, encodeCommand({ argv, environment, limits }), bytes));
    },
    receive: (type, payload) => {
      switch (type) {
        case responseTypes.bytes:
          received += payload.length;
          if (received > capBytes) throw new Error(`more of an answer than the cap of ${capBytes} bytes`);
          parts.push(payload);
          return undefined;
        case responseTypes.stdout:
          stdout.add(payload);
          return undefined;
        case responseTypes.stderr:
          stderr.add(payload);
          return undefined;
        case responseTypes.asked:
          return decode(payload, {
            bytes: Buffer.concat(parts),
            facts: decodeFacts(payload.subarray(2), argv, { stdout, stderr }),
          });
        default:
          throw new Error(`frame ${type} in the answer to ask`);
      }
    },
  };
}

function decode(
  payload: Buffer,
  { bytes, facts }: { readonly bytes: Buffer; readonly facts: ServerAnswer["server"] },
): ServerAnswer {
  const end = ends[payload.readUInt8(0)];
  if (end === undefined) throw new Error(`an answer that ended with ${payload.readUInt8(0)}`);
  const running = payload.readUInt8(1) === 1;
  if (!running) return { end, bytes, running, server: facts };
  // It was then killed for not being ready, which says nothing of it.
  const timedOut = end === "not-ready" ? "wall" : facts.timedOut;
  return { end, bytes, running, server: { ...facts, exitCode: null, signal: null, timedOut } };
}
