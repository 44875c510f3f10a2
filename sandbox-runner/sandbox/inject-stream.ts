import { getSystemErrorMap } from "node:util";
import { AssayError } from "#core/errors.ts";
import type { Exchange, FrameWriter } from "./channel.ts";
import { frame, requestTypes, responseTypes } from "./frames.ts";
import { assertArrived, injectionDeadlineMs, type InjectionRequest, type Injector } from "./injector.ts";
import { sandboxUser } from "./sandbox-user.ts";

/** The raw tar, streamed to init, which unpacks it. Nothing is decoded in the sandbox. */
export const streamInjector: Injector = {
  name: "stream",
  async inject(request) {
    const arrived = await request.channel.exchange(untarExchange(request)).catch((error: unknown) => {
      if (error instanceof AssayError) throw error;
      throw new AssayError(
        "asset_injection_failed",
        { target: request.root, detail: String(error) },
        { cause: error },
      );
    });
    if (arrived.errno !== 0) throw refused(request, arrived);
    assertArrived(request, arrived);
  },
};

interface Arrived {
  readonly errno: number;
  readonly sha256: string;
  readonly bytes: number;
  /** Of the entry that was refused. */
  readonly path: string;
}

function untarExchange({ root, tar }: InjectionRequest): Exchange<Arrived> {
  return {
    name: "untar",
    deadlineMs: injectionDeadlineMs(tar.sizeBytes),
    send: async (write) => {
      const owner = Buffer.allocUnsafe(4);
      owner.writeUInt32BE(sandboxUser.uid);
      await write(frame(requestTypes.untar, owner, Buffer.from(`${root}\0`)));
      await sendTar(write, tar.open());
    },
    receive: (type, payload) => {
      if (type !== responseTypes.untarred) throw new Error(`frame ${type} in the answer to untar`);
      return {
        errno: payload.readUInt32BE(0),
        sha256: payload.toString("hex", 4, 36),
        bytes: Number(payload.readBigUInt64BE(36)),
        path: payload.toString("utf8", 44),
      };
    },
  };
}

/** A source that fails half-way still gets its end: init waits for one, and must be of use for what follows. */
async function sendTar(write: FrameWriter, source: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of source) await write(frame(requestTypes.untarData, chunk));
  } finally {
    await write(frame(requestTypes.untarEnd));
  }
}

function refused({ root }: InjectionRequest, { errno, path }: Arrived): AssayError {
  const [name, words] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, "unknown error"];
  return new AssayError("asset_injection_failed", {
    target: `${root}/${path.slice(0, 500)}`,
    detail: `${name}: ${words}`,
  });
}
