import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ImageStoreOptions, openImageStore } from "#runner/images/open-image-store.ts";
import type { ImageRoot, ImageStore } from "#runner/images/image-store.ts";
import { warmSize } from "#runner/sandbox/pool.ts";
import { base64ExecInjector } from "#runner/sandbox/inject-base64-exec.ts";
import { streamInjector } from "#runner/sandbox/inject-stream.ts";
import { createRunDirectory } from "#runner/sandbox/run-directory.ts";
import { bootSandbox, type RunscSandbox } from "#runner/sandbox/runsc-sandbox.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";

/** A place for images, and sandboxes that are made of them. */
export interface ImageWorkshop extends AsyncDisposable {
  /** Where layouts and archives are looked for. */
  readonly sources: string;
  /** Of the unpacked images. */
  readonly images: string;
  readonly initPath: string;
  /** Like another process that shares the directory. */
  store(overrides?: Partial<ImageStoreOptions>): ImageStore;
  boot(root: ImageRoot, injection?: "stream" | "base64-exec"): Promise<RunscSandbox>;
}

const injectors = { stream: streamInjector, "base64-exec": base64ExecInjector };

export async function openImageWorkshop(): Promise<ImageWorkshop> {
  const settings = await sandboxSettings();
  const { stateDir, initPath, runscPath, platform } = settings;
  const sources = join(stateDir, "sources");
  const images = join(stateDir, "images");
  await mkdir(sources);
  const run = await createRunDirectory(stateDir);
  let count = 0;
  return {
    sources,
    images,
    initPath,
    store: (overrides) =>
      openImageStore({ dir: images, sources, initPath, maxDiskBytes: 20 * 1024 ** 3, ...overrides }),
    boot(root, injection = "stream") {
      count += 1;
      return bootSandbox({
        host: { runscPath, platform, rootless: false, cgroups: null, root, runDirectory: run.path },
        id: `assay-${run.runId}-${String(count).padStart(8, "0")}`,
        size: warmSize,
        injector: injectors[injection],
        facts: { runscVersion: "", platform, rootless: false, limitsBy: "rlimit", injection, warm: false },
      });
    },
    [Symbol.asyncDispose]: () => settings[Symbol.asyncDispose](),
  };
}
