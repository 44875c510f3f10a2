import type { Isolation } from "#core/assignment/isolation.ts";
import type { PreparedSandbox } from "#runner/grade/prepare-sandbox.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";

/**
 * How many sandboxes a submission may wear out by its memory before the rest of its tests is worth nothing:
 * each costs the host a boot, and whoever does it three times does it in every test.
 */
export const MAX_REPLACEMENTS = 3;

/** The student's programs took the memory of one sandbox too many. */
export class SandboxesUsedUp extends Error {}

/**
 * Where the tests of one grading run: all in one sandbox, or with `fresh` each in its own. One that its programs'
 * memory has cost its life is replaced for the next test, so that only the test that did it pays.
 */
export class Workspace implements AsyncDisposable {
  readonly #isolation: Isolation;
  readonly #prepare: () => Promise<PreparedSandbox>;
  #prepared: PreparedSandbox | undefined;
  #touched = false;
  #replacements = 0;

  constructor(options: {
    readonly isolation: Isolation;
    readonly first: PreparedSandbox;
    readonly prepare: () => Promise<PreparedSandbox>;
  }) {
    this.#isolation = options.isolation;
    this.#prepared = options.first;
    this.#prepare = options.prepare;
  }

  /** Makes the first sandbox ready. */
  async setUp(work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
    if (this.#prepared !== undefined) await work(this.#prepared.sandbox);
  }

  /**
   * The sandbox of the next test; `setUp` makes a new one ready, and what it rejects with is passed on.
   * Rejects with `SandboxesUsedUp`. Whatever it rejects with, the test after it may ask again.
   */
  async forNextTest(setUp: (sandbox: Sandbox) => Promise<void>): Promise<Sandbox> {
    const current = this.#prepared?.sandbox;
    const worn = current?.endedByMemory === true;
    if (current !== undefined && !worn && !(this.#isolation === "fresh" && this.#touched)) {
      this.#touched = true;
      return current;
    }
    if (worn) this.#countReplacement();
    await this.#discard();
    const prepared = await this.#prepare();
    try {
      await setUp(prepared.sandbox);
    } catch (error) {
      await prepared[Symbol.asyncDispose]();
      throw error;
    }
    this.#prepared = prepared;
    this.#touched = true;
    return prepared.sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#discard();
  }

  #countReplacement(): void {
    if (this.#replacements === MAX_REPLACEMENTS) throw new SandboxesUsedUp();
    this.#replacements += 1;
  }

  /** Before another is taken: a grading never holds two. */
  async #discard(): Promise<void> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    await prepared?.[Symbol.asyncDispose]();
  }
}
