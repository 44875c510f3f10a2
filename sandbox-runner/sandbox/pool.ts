import { AssayError } from "#core/errors.ts";
import type { ContainerSize } from "./container.ts";
import type { RunscSandbox } from "./runsc-sandbox.ts";
import type { SandboxLogger } from "./sandbox-logger.ts";
import type { Sandbox, SandboxNeeds, SandboxPool } from "./sandbox.ts";

/** What a prebooted sandbox offers; a grading that needs more waits for a boot of its own. */
export const warmSize: ContainerSize = {
  tmpBytes: 256 * 1024 * 1024,
  appBytes: 256 * 1024 * 1024,
  memoryBytes: 512 * 1024 * 1024,
};

/** In each file system, beside what is injected: what compilers and programs write. */
const spareBytes = 64 * 1024 * 1024;

/** An idle sandbox answers within 1 ms, on a host that swaps it in within tens. */
const pingDeadlineMs = 1_000;

/**
 * Prebooted sandboxes, each handed out once. A boot takes as much processor time as three starts of python and
 * stretches a grading beside it by three quarters, so the pool refills when a sandbox is given back or none is left.
 */
export class WarmPool implements SandboxPool {
  readonly #target: number;
  readonly #boot: (options: {
    readonly size: ContainerSize;
    readonly warm: boolean;
  }) => Promise<RunscSandbox>;
  readonly #logger: SandboxLogger;
  readonly #idle: RunscSandbox[] = [];
  readonly #living = new Set<RunscSandbox>();
  #refilling: Promise<void> | undefined;
  #closed = false;

  constructor(options: {
    readonly target: number;
    readonly boot: (options: {
      readonly size: ContainerSize;
      readonly warm: boolean;
    }) => Promise<RunscSandbox>;
    readonly logger: SandboxLogger;
  }) {
    this.#target = options.target;
    this.#boot = options.boot;
    this.#logger = options.logger;
  }

  async fill(): Promise<void> {
    while (!this.#closed && this.#idle.length < this.#target) {
      const sandbox = await this.#bootTracked({ size: warmSize, warm: true });
      this.#idle.push(sandbox);
      void sandbox.lost.then((reason) => this.#onLost(sandbox, reason));
    }
  }

  async take(needs: SandboxNeeds): Promise<Sandbox> {
    if (this.#closed) throw new AssayError("sandbox_unavailable", { detail: "the pool is closed" });
    const size = sizeFor(needs);
    if (size !== warmSize) return this.#bootTracked({ size, warm: false });
    for (let sandbox = this.#idle.shift(); sandbox; sandbox = this.#idle.shift()) {
      if (await this.#answers(sandbox)) {
        if (this.#idle.length === 0) this.#refill();
        return sandbox;
      }
    }
    const sandbox = await this.#bootTracked({ size, warm: false });
    this.#refill();
    return sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#refilling;
    await Promise.all([...this.#living].map((sandbox) => sandbox[Symbol.asyncDispose]()));
  }

  /** Of one that died while it waited. */
  async #onLost(sandbox: RunscSandbox, reason: Error): Promise<void> {
    const at = this.#idle.indexOf(sandbox);
    if (at === -1 || this.#closed) return;
    this.#idle.splice(at, 1);
    this.#logger.warn({ sandboxId: sandbox.id, err: reason }, "an idle sandbox died");
    await sandbox[Symbol.asyncDispose]();
  }

  async #answers(sandbox: RunscSandbox): Promise<boolean> {
    try {
      return await sandbox.ping(pingDeadlineMs);
    } catch (error) {
      this.#logger.warn({ sandboxId: sandbox.id, err: error }, "an idle sandbox is discarded");
      await sandbox[Symbol.asyncDispose]();
      return false;
    }
  }

  /** One boot at a time. A failure is told by the next take, which boots for itself. */
  #refill(): void {
    if (this.#refilling || this.#closed) return;
    this.#refilling = this.fill()
      .catch((error: unknown) => {
        if (!this.#closed) this.#logger.warn({ err: error }, "the pool could not be refilled");
      })
      .finally(() => {
        this.#refilling = undefined;
      });
  }

  async #bootTracked(options: {
    readonly size: ContainerSize;
    readonly warm: boolean;
  }): Promise<RunscSandbox> {
    const sandbox = await this.#boot(options);
    this.#living.add(sandbox);
    void sandbox.disposed.then(() => {
      this.#living.delete(sandbox);
      this.#refill();
    });
    if (!this.#closed) return sandbox;
    await sandbox[Symbol.asyncDispose]();
    throw new AssayError("sandbox_unavailable", { detail: "the pool is closed" });
  }
}

function sizeFor({ injectedBytes, memoryBytes }: SandboxNeeds): ContainerSize {
  const fileBytes = injectedBytes + spareBytes;
  if (fileBytes <= warmSize.tmpBytes && memoryBytes <= warmSize.memoryBytes) return warmSize;
  return {
    tmpBytes: Math.max(fileBytes, warmSize.tmpBytes),
    appBytes: Math.max(fileBytes, warmSize.appBytes),
    memoryBytes: Math.max(memoryBytes, warmSize.memoryBytes),
  };
}
