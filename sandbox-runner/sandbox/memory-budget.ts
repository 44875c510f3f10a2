import { AssayError } from "#core/errors.ts";

interface Waiter {
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * What all living sandboxes may take together, by their limits. Who finds no room waits, first come first served.
 * One alone is always let in: a host that is too small for it can still try.
 */
export class MemoryBudget {
  readonly #limitBytes: number;
  #usedBytes = 0;
  readonly #waiting: Waiter[] = [];

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** False where it would have to wait. */
  tryReserve(bytes: number): boolean {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) return false;
    this.#usedBytes += bytes;
    return true;
  }

  /** Over the limit too. */
  reserveBeyond(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** Rejects with `sandbox_unavailable` after `deadlineMs`, and with the signal's reason; then nothing is reserved. */
  async reserve(bytes: number, deadlineMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.tryReserve(bytes)) return;
    const admitted = Promise.withResolvers<void>();
    const waiter = { bytes, admit: admitted.resolve };
    const leave = (reason: unknown) => {
      const at = this.#waiting.indexOf(waiter);
      if (at === -1) return;
      this.#waiting.splice(at, 1);
      admitted.reject(reason);
      this.#admit();
    };
    const onAbort = () => leave(signal.reason);
    const detail = `no memory for a sandbox of ${bytes} bytes became free within ${deadlineMs} ms`;
    const timer = setTimeout(() => leave(new AssayError("sandbox_unavailable", { detail })), deadlineMs);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#waiting.push(waiter);
    try {
      await admitted.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  release(bytes: number): void {
    this.#usedBytes -= bytes;
    this.#admit();
  }

  #fits(bytes: number): boolean {
    return this.#usedBytes === 0 || this.#usedBytes + bytes <= this.#limitBytes;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#usedBytes += next.bytes;
      next.admit();
    }
  }
}
