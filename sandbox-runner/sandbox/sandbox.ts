import type { Readable } from "node:stream";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";
import type { SandboxFacts } from "#core/grading/result.ts";

/** Where files may be put: the student's working directory, or the grader's assets. */
export type InjectionRoot = "/app" | "/tmp";

/** A tar of known size. `sha256` is over its bytes and is compared with what arrived inside. */
export interface TarSource {
  readonly sizeBytes: number;
  readonly sha256: string;
  open(): Readable;
}

/** A file of the host that is mounted rather than copied: nobody may change it while a sandbox has it. */
export interface MountedFile {
  /** In the sandbox's folder of mounted files: a number. */
  readonly name: string;
  /** Absolute, on the file system of the pool's state directory. */
  readonly file: string;
}

/**
 * One runsc container. It serves one grading, then dies: disposing it kills the sentry,
 * awaits the child and removes everything it left on the host.
 */
export interface Sandbox extends SandboxPort, AsyncDisposable {
  readonly id: string;
  readonly facts: SandboxFacts;
  /**
   * Whether the kernel ended it because its programs took too much memory: the call under which that happened
   * has an outcome, and every later one rejects with `sandbox_lost`.
   */
  readonly endedByMemory: boolean;
  /**
   * Unpacks a tar below `root` and verifies it there. Entries keep their modes and owners.
   * Rejects with `asset_injection_failed` when what arrived is not what was sent.
   */
  inject(root: InjectionRoot, tar: TarSource): Promise<void>;
  /**
   * Makes files appear at `/assay-assets/<name>`, read-only; links in an injected tar may lead there.
   * Takes no memory and no time that grows with their size. Rejects with `asset_injection_failed`.
   */
  mount(files: readonly MountedFile[]): Promise<void>;
  /** Aborted by the caller (lease lost, time over): kills the sentry; pending calls reject. */
  kill(reason: Error): void;
}

/** Hands out sandboxes; disposing it kills every idle one. */
export interface SandboxPool extends AsyncDisposable {
  /** Rejects with `sandbox_unavailable` when none can be booted, and with the signal's reason. */
  take(needs: SandboxNeeds, signal?: AbortSignal): Promise<Sandbox>;
}

export interface SandboxNeeds {
  /** Bytes that will be injected; a sandbox whose file systems are too small for them is booted afresh. */
  readonly injectedBytes: number;
  readonly memoryBytes: number;
  /** `<name>@sha256:<digest>`; without one, programs find the toolchain of the host. */
  readonly image?: string;
  /**
   * Who asks holds a sandbox already, so it is not made to wait for memory: two that waited for each other's
   * would wait for ever.
   */
  readonly beside?: true;
}
