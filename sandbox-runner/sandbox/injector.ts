import { AssayError } from "#core/errors.ts";
import type { Channel } from "./channel.ts";
import type { Container } from "./container.ts";
import type { InjectionRoot, TarSource } from "./sandbox.ts";

/** A way of getting a tar into a running sandbox. All ways keep the same contract, `test/sandbox/inject.test.ts`. */
export interface Injector {
  readonly name: "stream" | "base64-exec";
  inject(request: InjectionRequest): Promise<void>;
}

export interface InjectionRequest {
  readonly container: Container;
  readonly channel: Channel;
  readonly root: InjectionRoot;
  readonly tar: TarSource;
}

/** Beyond this, an injection of that size is stuck: the slowest path moves 20 MB/s on a busy host. */
export function injectionDeadlineMs(sizeBytes: number): number {
  return 30_000 + Math.ceil(sizeBytes / 5_000);
}

export function assertArrived(
  request: InjectionRequest,
  arrived: { readonly sha256: string; readonly bytes: number },
): void {
  const { root, tar } = request;
  if (arrived.sha256 === tar.sha256 && arrived.bytes === tar.sizeBytes) return;
  throw new AssayError("asset_injection_failed", {
    target: root,
    detail: "the tar that arrived is not the one that was sent",
    expectedSha256: tar.sha256,
    arrivedSha256: arrived.sha256,
    expectedBytes: tar.sizeBytes,
    arrivedBytes: arrived.bytes,
  });
}
