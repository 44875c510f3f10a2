import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { readTar } from "#runner/prepare/read-tar.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { type ProgramData, programData } from "#test/soak/submissions.ts";
import { fakeFacts, outcome, printed } from "#test/support/fake-sandbox.ts";

/** About what a small program takes in a warm sandbox. */
const RUN_MS = 20;

/** Runs nothing: reads the program that was injected, waits as long as it would have taken, and answers as it would. */
export function pretendedSandbox(announce: (phase: "injecting" | "running") => void): Sandbox {
  const killed = new AbortController();
  let data: ProgramData | undefined;
  return {
    id: "pretended",
    facts: fakeFacts,
    endedByMemory: false,
    async inject(root, tar) {
      announce("injecting");
      const content = await buffer(tar.open());
      killed.signal.throwIfAborted();
      if (root !== "/app") return;
      const [program] = [...readTar({ name: "injected.tar", content })].filter(({ name }) =>
        name.endsWith(".py"),
      );
      data = programData(program?.content.toString() ?? "");
    },
    async mount() {},
    async run({ stdin }) {
      announce("running");
      if (data === undefined) throw new Error("there is no program");
      await delay(RUN_MS + 1000 * data.seconds, undefined, { signal: killed.signal }).catch(() => undefined);
      killed.signal.throwIfAborted();
      const asked = Buffer.from(stdin).toString().trim();
      const answer = asked === "one" || asked === "two" ? data[asked] : "";
      return outcome({ stdout: printed(`${answer}\n`), stderr: printed(`job ${data.job}\n`) });
    },
    async readFile() {
      return { kind: "missing" };
    },
    async ask() {
      throw new Error("no assignment of the soak has a server");
    },
    kill: (reason) => killed.abort(reason),
    async [Symbol.asyncDispose]() {},
  };
}
