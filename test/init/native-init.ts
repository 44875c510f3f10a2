import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Exchange, Channel } from "#runner/sandbox/channel.ts";
import { frame, requestTypes, responseTypes } from "#runner/sandbox/frames.ts";
import { sanitizerEnvironment } from "./build.ts";

/**
 * What runsc gives init, from the kernel of the host: namespaces, a root of its own with the programs of the host,
 * `/app`, `/tmp`, and a loopback. `$1` is an empty folder, `$2` the program.
 */
const boot = `
set -e
mount -t tmpfs -o mode=755 assay-test "$1"
cp "$2" "$1/init"
cd "$1"
mkdir -m 755 app proc usr dev
mkdir -m 1777 tmp
for name in bin sbin lib lib32 lib64; do
  if [ -L "/$name" ]; then cp -d "/$name" .; elif [ -d "/$name" ]; then mkdir "$name"; mount --rbind "/$name" "$name"; fi
done
mount --rbind /usr usr
mount -t proc proc proc
mknod -m 666 dev/null c 1 3 2>&- || { touch dev/null; mount --bind /dev/null dev/null; }
chown 1000:1000 app || true
python3 -c 'import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sH14x", b"lo", 0x41))'
exec chroot . /init`;

export const isRoot = process.getuid?.() === 0;

export interface NativeInit extends AsyncDisposable {
  readonly channel: Channel;
  /** Writes bytes as they are, past the channel. */
  send(...parts: readonly Uint8Array[]): void;
  /** Ends its input, as an agent that dies does. */
  hangUp(): void;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
}

/** `program` as PID 1 of its own namespaces. */
export async function startInit(program: string, folder: string): Promise<NativeInit> {
  const root = await mkdtemp(join(folder, "root-"));
  const own = isRoot ? [] : ["--user", "--map-root-user"];
  const namespaces = ["--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child"];
  const child = spawn("unshare", [...own, ...namespaces, "sh", "-c", boot, "sh", root, program], {
    env: { ...process.env, ...sanitizerEnvironment },
  });
  const exit = once(child, "exit");
  const stderr = text(child.stderr);
  const channel = new Channel({ stdin: child.stdin, stdout: child.stdout, onSilence: () => child.kill() });
  await channel.ping(10_000);
  return {
    channel,
    send: (...parts) => parts.forEach((part) => child.stdin.write(part)),
    hangUp: () => child.stdin.end(),
    ended: exit.then(async () => ({ exitCode: child.exitCode, stderr: await stderr })),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exit;
      await rm(root, { recursive: true });
    },
  };
}

export interface Untarred {
  readonly errno: number;
  readonly sha256: string;
  readonly path: string;
}

/** Unpacks `tar` at `root`; files belong to root or to `owner`. */
export function untar(tar: Uint8Array, root: string, owner = 1000): Exchange<Untarred> {
  const ownerField = Buffer.alloc(4);
  ownerField.writeUInt32BE(owner);
  return {
    name: "untar",
    deadlineMs: 10_000,
    async send(write) {
      await write(frame(requestTypes.untar, ownerField, Buffer.from(`${root}\0`)));
      await write(frame(requestTypes.untarData, tar));
      await write(frame(requestTypes.untarEnd));
    },
    receive(type, payload) {
      if (type !== responseTypes.untarred) throw new Error(`frame ${type} in the answer to untar`);
      return {
        errno: payload.readUInt32BE(0),
        sha256: payload.toString("hex", 4, 36),
        path: payload.toString("utf8", 44),
      };
    },
  };
}
