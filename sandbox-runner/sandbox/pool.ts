import { AssayError } from "#core/errors.ts";
import { type ContainerSize, memoryBytesOf } from "./container.ts";
import { IdleMembers, type Image } from "./idle-members.ts";
import { MemoryBudget } from "./memory-budget.ts";
import type { PoolState, RefillPolicy } from "./refill.ts";
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

/** A grading that holds the memory ends in minutes; whoever waits longer is better graded by another host. */
const memoryDeadlineMs = 300_000;

export interface BootOptions {
  readonly size: ContainerSize;
  readonly warm: boolean;
  readonly image: Image;
  readonly signal: AbortSignal;
}

export interface BootedSandbox extends Sandbox {
  /** Resolves with the reason when it has ended, whoever ended it. */
  readonly lost: Promise<Error>;
  /** Resolves when nothing of it is left on the host. */
  readonly disposed: Promise<void>;
  ping(deadlineMs: number): Promise<true>;
}

export interface WarmPoolOptions {
  /** Idle sandboxes, of all images together. */
  readonly target: number;
  /** Of all living sandboxes. */
  readonly memoryBytes: number;
  readonly boot: (options: BootOptions) => Promise<BootedSandbox>;
  readonly refill: RefillPolicy;
  readonly logger: SandboxLogger;
}

interface Member {
  readonly image: Image;
  readonly sandbox: BootedSandbox;
}

/** Of a member that is on its way. */
interface Boot {
  readonly image: Image;
  readonly ready: Promise<BootedSandbox>;
  claimed: boolean;
}

/** Prebooted sandboxes of any image, each handed out once. */
export class WarmPool implements SandboxPool {
  readonly #options: WarmPoolOptions;
  readonly #budget: MemoryBudget;
  readonly #idle: IdleMembers<Member>;
  readonly #living = new Set<BootedSandbox>();
  readonly #boots = new Set<Promise<unknown>>();
  #onItsWay: Boot | undefined;
  #lent = 0;
  #refilling = false;
  readonly #closed = new AbortController();

  constructor(options: WarmPoolOptions) {
    this.#options = options;
    this.#budget = new MemoryBudget(options.memoryBytes);
    this.#idle = new IdleMembers(options.target);
  }

  async fill(): Promise<void> {
    for (let missing = this.#idle.missing(); missing !== null && !this.#closed.signal.aborted;) {
      if (!(await this.#bootMember(missing.image))) return;
      missing = this.#idle.missing();
    }
  }

  async take(needs: SandboxNeeds, signal?: AbortSignal): Promise<Sandbox> {
    if (this.#closed.signal.aborted) throw closed();
    const size = sizeFor(needs);
    const prebooted = size === warmSize ? await this.#takeMember(needs.image) : undefined;
    const sandbox = prebooted ?? (await this.#bootFor(needs, size, signal));
    this.#lent += 1;
    void sandbox.disposed.then(() => {
      this.#lent -= 1;
      this.#refill("returned");
    });
    // Only what could be had is worth another boot.
    if (size === warmSize) this.#idle.remember(needs.image);
    this.#refill("taken");
    return sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(closed());
    await Promise.allSettled(this.#boots);
    await Promise.all([...this.#living].map((sandbox) => sandbox[Symbol.asyncDispose]()));
  }

  async #takeMember(image: Image): Promise<BootedSandbox | undefined> {
    for (let member = this.#idle.takeOf(image); member; member = this.#idle.takeOf(image)) {
      if (await this.#answers(member.sandbox)) return member.sandbox;
    }
    return await this.#claimBoot(image);
  }

  /** The rest of a boot is sooner over than a whole one. */
  async #claimBoot(image: Image): Promise<BootedSandbox | undefined> {
    const boot = this.#onItsWay;
    if (boot === undefined || boot.claimed || boot.image !== image) return undefined;
    boot.claimed = true;
    return await boot.ready.catch(() => undefined);
  }

  async #bootFor(needs: SandboxNeeds, size: ContainerSize, signal?: AbortSignal): Promise<BootedSandbox> {
    const stop = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal;
    const bytes = memoryBytesOf(size);
    if (needs.beside === true) this.#budget.reserveBeyond(bytes);
    else await this.#makeRoom(bytes, stop);
    return await this.#boot({ size, warm: false, image: needs.image, signal: stop });
  }

  /** Idle sandboxes make way, the oldest first. */
  async #makeRoom(bytes: number, signal: AbortSignal): Promise<void> {
    while (!this.#budget.tryReserve(bytes)) {
      const member = this.#idle.takeOldest();
      if (member === undefined) return await this.#budget.reserve(bytes, memoryDeadlineMs, signal);
      await member.sandbox[Symbol.asyncDispose]();
    }
  }

  /** Boots one after another. A failure is told by the next take, which boots for itself. */
  #refill(event: PoolState["event"]): void {
    if (this.#refilling || this.#closed.signal.aborted) return;
    this.#refilling = true;
    void this.#refillFrom(event)
      .catch((error: unknown) => {
        if (!this.#closed.signal.aborted)
          this.#options.logger.warn({ err: error }, "the pool could not be refilled");
      })
      .finally(() => {
        this.#refilling = false;
      });
  }

  async #refillFrom(event: PoolState["event"]): Promise<void> {
    let missing = this.#idle.missing();
    for (let next = event; missing !== null && !this.#closed.signal.aborted; next = "booted") {
      const { target, refill } = this.#options;
      if (!refill({ idle: missing.idle, target, lent: this.#lent, event: next })) return;
      if (!(await this.#bootMember(missing.image))) return;
      missing = this.#idle.missing();
    }
  }

  /** False when there is no memory for it. */
  async #bootMember(image: Image): Promise<boolean> {
    await this.#idle.takeSurplus()?.sandbox[Symbol.asyncDispose]();
    if (!this.#budget.tryReserve(memoryBytesOf(warmSize))) return false;
    const ready = this.#boot({ size: warmSize, warm: true, image, signal: this.#closed.signal });
    const boot: Boot = { image, ready, claimed: false };
    this.#onItsWay = boot;
    try {
      const sandbox = await ready;
      if (boot.claimed) return true;
      const member = { image, sandbox };
      this.#idle.add(member);
      void sandbox.lost.then((reason) => this.#onLost(member, reason));
      return true;
    } finally {
      this.#onItsWay = undefined;
    }
  }

  /** Of one that died while it waited. */
  async #onLost(member: Member, reason: Error): Promise<void> {
    if (this.#closed.signal.aborted || !this.#idle.remove(member)) return;
    this.#options.logger.warn({ sandboxId: member.sandbox.id, err: reason }, "an idle sandbox died");
    await member.sandbox[Symbol.asyncDispose]();
    this.#refill("died");
  }

  async #answers(sandbox: BootedSandbox): Promise<boolean> {
    try {
      return await sandbox.ping(pingDeadlineMs);
    } catch (error) {
      this.#options.logger.warn({ sandboxId: sandbox.id, err: error }, "an idle sandbox is discarded");
      await sandbox[Symbol.asyncDispose]();
      return false;
    }
  }

  /** Its memory is reserved, and is free again when it is gone. */
  #boot(options: BootOptions): Promise<BootedSandbox> {
    const booting = this.#bootTracked(options);
    const forget = () => this.#boots.delete(booting);
    this.#boots.add(booting);
    booting.then(forget, forget);
    return booting;
  }

  async #bootTracked(options: BootOptions): Promise<BootedSandbox> {
    const bytes = memoryBytesOf(options.size);
    const sandbox = await this.#options.boot(options).catch((error: unknown) => {
      this.#budget.release(bytes);
      throw error;
    });
    this.#living.add(sandbox);
    void sandbox.disposed.then(() => {
      this.#living.delete(sandbox);
      this.#budget.release(bytes);
    });
    if (!this.#closed.signal.aborted) return sandbox;
    await sandbox[Symbol.asyncDispose]();
    throw closed();
  }
}

function closed(): AssayError {
  return new AssayError("sandbox_unavailable", { detail: "the pool is closed" });
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
