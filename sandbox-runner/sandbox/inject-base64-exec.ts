import { type ChildProcessByStdio, spawn } from "node:child_process";
import { type Readable, Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AssayError } from "#core/errors.ts";
import type { Container } from "./container.ts";
import { assertArrived, injectionDeadlineMs, type Injector } from "./injector.ts";
import { assertPlainTar } from "./plain-tar.ts";
import type { RootImage } from "./rootfs.ts";
import { runscFlags } from "./runsc-host.ts";
import type { InjectionRoot } from "./sandbox.ts";

/**
 * The tar as base64 over the stdin of `runsc exec`, for hosts and images where init's unpacking is not trusted to work.
 * 30 to 50 times as dear as streaming: the decoder and tar run at the speed of the sandbox.
 */
export const base64ExecInjector: Injector = {
  name: "base64-exec",
  async inject(request) {
    const { container, root, tar } = request;
    assertPrograms(container.host.root.image);
    await assertPlainTar(tar.open()).catch((error: unknown) => {
      throw failed(root, describe(error), error);
    });
    const child = spawn(container.host.runscPath, execArguments(container, root), {
      stdio: ["pipe", "pipe", "pipe"],
      env: {},
      timeout: injectionDeadlineMs(tar.sizeBytes),
      killSignal: "SIGKILL",
    });
    const exited = outputOf(child);
    const sent = await pipeline(tar.open(), base64Encoder(), child.stdin).then(() => null, describe);
    const { code, stdout, stderr } = await exited;
    if (code !== 0) throw failed(root, stderr || (sent ?? `exit code ${code}`));
    const [sha256 = "", bytes = ""] = stdout.split(/\s+/);
    assertArrived(request, { sha256, bytes: Number(bytes) });
  },
};

const programs = "sh base64 tar sha256sum mktemp mkfifo wc tee cut cat rm".split(" ");

/** The host's own toolchain has them all. There is no other way to inject that would be taken instead. */
function assertPrograms(image: RootImage | undefined): void {
  const missing = image === undefined ? [] : programs.filter((name) => !image.programs.includes(name));
  if (image === undefined || missing.length === 0) return;
  const what = `injection by base64-exec runs ${missing.join(", ")}, which ${image.reference} does not have`;
  const detail = `${what}: a host with ASSAY_INJECTION=stream needs no program of an image`;
  throw new AssayError("sandbox_unavailable", { detail });
}

/**
 * Fixed but for the root, which is one of two constants. The digest is taken of what tar reads, in the sandbox;
 * `--no-overwrite-dir` leaves the modes of directories that are already there, `-m` the times as init does.
 */
function script(root: InjectionRoot): string {
  return [
    "set -eu",
    "umask 022",
    "d=$(mktemp -d /tmp/.inject-XXXXXX)",
    "trap 'rm -rf \"$d\"' EXIT",
    'mkfifo "$d/hash" "$d/count"',
    'sha256sum <"$d/hash" >"$d/sum" & hash=$!',
    'wc -c <"$d/count" >"$d/bytes" & count=$!',
    `base64 -d | tee "$d/hash" "$d/count" | tar -x -p -m --same-owner --numeric-owner --no-overwrite-dir -C ${root} -f -`,
    "wait $hash",
    "wait $count",
    'cut -d " " -f 1 "$d/sum"; cat "$d/bytes"',
  ].join("\n");
}

function execArguments(container: Container, root: InjectionRoot): readonly string[] {
  const environment = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  const flags = runscFlags(container.host);
  return [
    ...flags,
    "exec",
    "--user",
    "0:0",
    "--env",
    environment,
    container.id,
    "/bin/sh",
    "-c",
    script(root),
  ];
}

function base64Encoder(): Transform {
  let rest: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = whole.length - (whole.length % 3);
      rest = whole.subarray(end);
      done(null, whole.toString("base64", 0, end));
    },
    flush(done) {
      done(null, rest.toString("base64"));
    },
  });
}

function outputOf(child: ChildProcessByStdio<Writable, Readable, Readable>) {
  const ended = Promise.withResolvers<{ code: number | null; stdout: string; stderr: string }>();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout = (stdout + text).slice(0, 1_000)));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(0, 1_000)));
  child.once("error", ended.reject);
  child.once("close", (code) => ended.resolve({ code, stdout, stderr: stderr.trim() }));
  return ended.promise;
}

function failed(root: InjectionRoot, detail: string, cause?: unknown): AssayError {
  return new AssayError("asset_injection_failed", { target: root, detail: detail.slice(0, 500) }, { cause });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
