import type { Readable, Writable } from "node:stream";
import { AssayError } from "#core/errors.ts";
import { frame, FrameReader, requestTypes, responseTypes } from "./frames.ts";

/** One request and its answer. */
export interface Exchange<Answer> {
  /** For messages: what was asked of init. */
  readonly name: string;
  /** Init keeps its own limits; when it is silent beyond this, it is lost. */
  readonly deadlineMs: number;
  /** Has to send a whole request even when what it sends is cut short. */
  send(write: FrameWriter): Promise<void>;
  /** Given every frame of the answer; returns the answer when it is complete. */
  receive(type: number, payload: Buffer): Answer | undefined;
}

/** Resolves when the next frame may be written. */
export type FrameWriter = (parts: readonly Uint8Array[]) => Promise<void>;

/**
 * The agent's end of the pipes to init. One exchange at a time; others wait in line.
 * Once failed, everything that waits and everything that is asked later rejects with the failure.
 */
export class Channel {
  readonly #stdin: Writable;
  readonly #onSilence: (error: AssayError) => void;
  readonly #failed = Promise.withResolvers<never>();
  #failure: Error | undefined;
  #receive: ((type: number, payload: Buffer) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `onSilence` is told when init broke the protocol or its deadline, and has to end the sandbox. */
  constructor(options: {
    readonly stdin: Writable;
    readonly stdout: Readable;
    readonly onSilence: (error: AssayError) => void;
  }) {
    this.#stdin = options.stdin;
    this.#onSilence = options.onSilence;
    this.#failed.promise.catch(() => undefined);
    const reader = new FrameReader((type, payload) => this.#deliver(type, payload));
    options.stdout.on("data", (chunk: Buffer) => this.#guard(() => reader.push(chunk)));
    // A broken pipe is the end of the sandbox, which the exit of runsc reports with its reason.
    options.stdin.on("error", () => undefined);
    options.stdout.on("error", () => undefined);
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#failed.reject(this.#failure);
  }

  ping(deadlineMs: number): Promise<true> {
    return this.exchange({
      name: "ping",
      deadlineMs,
      send: (write) => write(frame(requestTypes.ping)),
      receive: (type) => (type === responseTypes.pong ? true : undefined),
    });
  }

  exchange<Answer>(exchange: Exchange<Answer>): Promise<Answer> {
    const turn = this.#last.then(() => this.#perform(exchange));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #perform<Answer>(exchange: Exchange<Answer>): Promise<Answer> {
    if (this.#failure) throw this.#failure;
    const { name, deadlineMs } = exchange;
    const answered = Promise.withResolvers<Answer>();
    this.#receive = (type, payload) => {
      const answer = exchange.receive(type, payload);
      if (answer !== undefined) answered.resolve(answer);
    };
    const timer = setTimeout(
      () => this.#lose({ detail: `no answer to ${name} within ${deadlineMs} ms` }),
      deadlineMs,
    );
    try {
      const sent = exchange.send((parts) => this.#write(parts));
      // The answer is awaited even when sending failed: the next exchange must not find it.
      const [outcome, answer] = await Promise.race([
        Promise.all([sent.then(() => undefined, asError), answered.promise]),
        this.#failed.promise,
      ]);
      if (outcome) throw outcome;
      return answer;
    } finally {
      clearTimeout(timer);
      this.#receive = undefined;
    }
  }

  #write(parts: readonly Uint8Array[]): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    this.#stdin.cork();
    for (const part of parts) this.#stdin.write(part);
    this.#stdin.uncork();
    if (!this.#stdin.writableNeedDrain) return Promise.resolve();
    const drained = Promise.withResolvers<void>();
    this.#stdin.once("drain", drained.resolve);
    return Promise.race([drained.promise, this.#failed.promise]);
  }

  #deliver(type: number, payload: Buffer): void {
    if (!this.#receive) throw new Error("an answer that nobody asked for");
    this.#receive(type, payload);
  }

  /** What comes out of a sandbox is not trusted to be frames. */
  #guard(action: () => void): void {
    if (this.#failure) return;
    try {
      action();
    } catch (error) {
      this.#lose({ detail: error instanceof Error ? error.message : String(error) });
    }
  }

  #lose(context: { readonly detail: string }): void {
    const error = new AssayError("sandbox_lost", context);
    this.fail(error);
    this.#onSilence(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
