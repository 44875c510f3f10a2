import { describe, expect, it, vi } from "vitest";
import { AssayError } from "#core/errors.ts";
import { type BootOptions, type BootedSandbox, WarmPool } from "#runner/sandbox/pool.ts";
import { type RefillPolicy, refillWhenQuiet } from "#runner/sandbox/refill.ts";
import { silentLogger } from "#runner/sandbox/sandbox-logger.ts";
import { fakePool } from "#test/support/fake-sandbox.ts";

const needs = { injectedBytes: 0, memoryBytes: 1024 };
const GiB = 1024 * 1024 * 1024;

interface FakeBoot extends BootOptions {
  readonly sandbox: BootedSandbox;
  /** Ends the boot, well or with an error. */
  finish(error?: Error): void;
  /** Ends the sandbox, as a crash of its sentry would. */
  crash(): void;
}

/** A pool whose boots take as long as the test wants. */
function poolWith(options: {
  readonly target: number;
  readonly refill?: RefillPolicy;
  readonly memoryBytes?: number;
}) {
  const boots: FakeBoot[] = [];
  const pool = new WarmPool({
    target: options.target,
    memoryBytes: options.memoryBytes ?? 100 * GiB,
    refill: options.refill ?? refillWhenQuiet,
    logger: silentLogger,
    async boot(asked) {
      const booted = Promise.withResolvers<void>();
      const lost = Promise.withResolvers<Error>();
      const disposed = Promise.withResolvers<void>();
      const fake = await fakePool().take(needs);
      const sandbox: BootedSandbox = {
        ...fake,
        endedByMemory: false,
        id: String(boots.length),
        lost: lost.promise,
        disposed: disposed.promise,
        ping: async () => true,
        [Symbol.asyncDispose]: async () => disposed.resolve(),
      };
      const finish = (error?: Error) => (error ? booted.reject(error) : booted.resolve());
      boots.push({ ...asked, sandbox, finish, crash: () => lost.resolve(new Error("crashed")) });
      await booted.promise;
      return sandbox;
    },
  });
  const bootAt = async (at: number) =>
    await vi.waitFor(() => boots[at] ?? expect.fail(`there was no boot ${at}`));
  return { pool, boots, bootAt };
}

async function filled(options: Parameters<typeof poolWith>[0]) {
  const made = poolWith(options);
  const filling = made.pool.fill();
  for (let at = 0; at < options.target; at++) (await made.bootAt(at)).finish();
  await filling;
  return made;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("a pool", () => {
  it("refills when no job runs, and not beside one as long as another would find a sandbox", async () => {
    const { pool, boots } = await filled({ target: 2 });
    const sandbox = await pool.take(needs);
    await settle();
    expect(boots).toHaveLength(2);
    await sandbox[Symbol.asyncDispose]();
    await settle();
    expect(boots).toHaveLength(3);
  });

  it("refills beside jobs when none is left, one boot at a time", async () => {
    const { pool, boots } = await filled({ target: 2 });
    await pool.take(needs);
    await pool.take(needs);
    await settle();
    expect(boots).toHaveLength(3);
  });

  it("refills beside jobs for an image that has none left, whatever waits of other images", async () => {
    const { pool, boots, bootAt } = await filled({ target: 2 });
    const taking = pool.take({ ...needs, image: "python" });
    (await bootAt(2)).finish();
    await taking;
    const refill = await bootAt(3);
    expect(refill).toMatchObject({ image: "python", warm: true });
    refill.finish();
    await settle();
    const second = await pool.take({ ...needs, image: "python" });
    expect(second.id).toBe("3");
    await settle();
    expect(boots[4]).toMatchObject({ image: "python", warm: true });
  });

  it("gives who finds none the sandbox that is on its way", async () => {
    const { pool, boots, bootAt } = await filled({ target: 1 });
    await pool.take(needs);
    const refill = await bootAt(1);
    const waiting = pool.take(needs);
    await settle();
    expect(boots).toHaveLength(2);
    refill.finish();
    expect((await waiting).id).toBe("1");
  });

  it("boots another for the second who finds none", async () => {
    const { pool, bootAt } = await filled({ target: 1 });
    await pool.take(needs);
    const refill = await bootAt(1);
    const [first, second] = [pool.take(needs), pool.take(needs)];
    const own = await bootAt(2);
    expect(own.warm).toBe(false);
    own.finish();
    refill.finish();
    expect([(await first).id, (await second).id]).toEqual(["1", "2"]);
  });

  it("boots for who waited for a refill that failed", async () => {
    const { pool, bootAt } = await filled({ target: 1 });
    await pool.take(needs);
    const waiting = pool.take(needs);
    (await bootAt(1)).finish(new AssayError("sandbox_unavailable"));
    (await bootAt(2)).finish();
    expect((await waiting).id).toBe("2");
  });

  it("does not hand a sandbox of one image to a job of another", async () => {
    const { pool, bootAt } = await filled({ target: 2 });
    const taking = pool.take({ ...needs, image: "python" });
    const boot = await bootAt(2);
    expect(boot).toMatchObject({ image: "python", warm: false });
    boot.finish();
    expect((await taking).id).toBe("2");
  });

  it("asks for an image again only when it could be had", async () => {
    const { pool, boots, bootAt } = await filled({ target: 1 });
    const taking = pool.take({ ...needs, image: "missing" });
    (await bootAt(1)).finish(new AssayError("sandbox_unavailable"));
    await expect(taking).rejects.toMatchObject({ code: "sandbox_unavailable" });
    await settle();
    expect(boots).toHaveLength(2);
  });

  it("has its memory again after a boot that failed", async () => {
    const { pool, bootAt } = poolWith({ target: 0, memoryBytes: 1.5 * GiB });
    const failing = pool.take(needs);
    (await bootAt(0)).finish(new AssayError("sandbox_unavailable"));
    await expect(failing).rejects.toMatchObject({ code: "sandbox_unavailable" });
    const taking = pool.take(needs);
    (await bootAt(1)).finish();
    expect((await taking).id).toBe("1");
  });

  it("replaces an idle one that crashed, and forgets it", async () => {
    const { pool, boots, bootAt } = await filled({ target: 1 });
    boots[0]?.crash();
    (await bootAt(1)).finish();
    await settle();
    expect((await pool.take(needs)).id).toBe("1");
  });

  it("waits for boots under way when it is closed, and keeps none of them", async () => {
    const { pool, bootAt } = await filled({ target: 0 });
    const taking = pool.take(needs);
    const boot = await bootAt(0);
    let closed = false;
    const closing = pool[Symbol.asyncDispose]().then(() => (closed = true));
    await settle();
    expect(closed).toBe(false);
    boot.finish();
    await expect(taking).rejects.toMatchObject({ code: "sandbox_unavailable" });
    await closing;
    await boot.sandbox.disposed;
  });
});
